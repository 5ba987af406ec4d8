using System.Globalization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Dashboard;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Api;
using OrderPortal.WebApp.Shared.Auth;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Dashboard;

/// <summary>The dashboard's figures to be taken home: a row for each, with the same days, customer and group, and no more than its reader may see.</summary>
public sealed class DashboardExport(
    ListExport export, IDashboardQueries dashboard, TimeProvider clock, IStringLocalizer<DashboardText> texts, IStringLocalizer<StatusText> statuses, ImportMessages messages)
{
    public const string Path = "/dashboard/export";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(Path, OpenAsync).RequireAuthorization(Permissions.OrdersRead).WithName("exportDashboard");

    private static Task<IResult> OpenAsync(HttpContext http, DashboardExport export, CancellationToken cancellationToken) => export.AnswerAsync(http, cancellationToken);

    private async Task<IResult> AnswerAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var written = http.Request.Query;
        var filter = new DashboardFilter { Days = written["days"], From = written["from"], To = written["to"], Customer = written["customer"], Group = written["group"] };
        var understood = new Dictionary<string, object?>(filter.ToQuery().Select(static pair => KeyValuePair.Create(pair.Key, (object?)pair.Value)), StringComparer.Ordinal)
        {
            ["days"] = DashboardFilter.PresetOf(filter.Days),
            ["from"] = ImportsFilter.Day(filter.From),
            ["to"] = ImportsFilter.Day(filter.To),
        };
        var query = filter.ToDomain(clock.GetUtcNow());
        if (query.Error is { } unclear)
        {
            return Problems.OfField(StatusCodes.Status400BadRequest, unclear);
        }

        var view = await dashboard.ViewAsync(query.Value, DashboardPanel.PartsFor(SignedInUser.From(http.User)), cancellationToken);
        return view.Error is { } refusal
            ? Problems.Of(StatusCodes.Status503ServiceUnavailable, refusal)
            : await export.OpenAsync(http.Request.Query, understood, List(), (_, _, _) => Task.FromResult(new Page<Figure>([.. Figures(query.Value, view.Value)], null)), cancellationToken);
    }

    private ExportedList<Figure> List() => new("dashboard", () => texts[nameof(DashboardText.ExportName)],
    [
        (() => texts[nameof(DashboardText.ExportSection)], figure => TableCell.Of(figure.Section)),
        (() => texts[nameof(DashboardText.ExportItem)], static figure => figure.Item),
        (() => texts[nameof(DashboardText.ExportCode)], figure => TableCell.Of(figure.Code)),
        (() => texts[nameof(DashboardText.ExportCount)], figure => Number(figure.Count)),
        (() => texts[nameof(DashboardText.ExportAmount)], figure => Number(figure.Amount)),
        (() => texts[nameof(DashboardText.ExportCountBefore)], figure => Number(figure.CountBefore)),
        (() => texts[nameof(DashboardText.ExportAmountBefore)], figure => Number(figure.AmountBefore)),
    ]);

    private IEnumerable<Figure> Figures(DashboardQuery query, DashboardView view) =>
    [
        .. Conditions(query), .. Totals(view), .. view.EachDay(query).Select(day => new Figure(texts[nameof(DashboardText.ByDay)], TableCell.Day(day.Day), null, day.Figures.Orders, day.Figures.Amount)),
        .. Enum.GetValues<OrderStatus>().Select(status => Orders(nameof(DashboardText.ByStatus), Word(StatusCatalog.Of(status)), ImportNames.Of(status), view.Orders.In(status), view.Before.In(status))),
        .. Enum.GetValues<PaymentStatus>().Select(status => Orders(nameof(DashboardText.ByPayment), Word(StatusCatalog.Of(status)), ImportNames.Of(status), view.Orders.In(status), view.Before.In(status))),
        .. (view.TopCustomers ?? []).Select(customer => Orders(nameof(DashboardText.TopCustomers), customer.Name ?? "", customer.Code, customer.Figures, null)),
        .. view.TopProducts.Select(product => new Figure(texts[nameof(DashboardText.TopProducts)], TableCell.Of(DashboardTops.NameOf(product)), product.Code, product.Quantity, product.Amount)),
        .. (view.Problems ?? []).Select(problem => new Figure(texts[nameof(DashboardText.TopProblems)], TableCell.Of(messages.Title(problem.Code)), problem.Code, problem.Problems)),
    ];

    private IEnumerable<Figure> Conditions(DashboardQuery query)
    {
        string section = texts[nameof(DashboardText.ExportConditions)];
        yield return new Figure(section, TableCell.Of(texts[nameof(DashboardText.Period)]), string.Create(CultureInfo.InvariantCulture, $"{query.From:yyyy-MM-dd}/{query.To:yyyy-MM-dd}"));
        if (query.CustomerCode is { } customer)
        {
            yield return new Figure(section, TableCell.Of(texts[nameof(DashboardText.CustomerCode)]), customer);
        }

        if (query.Group is { } group)
        {
            yield return new Figure(section, TableCell.Of(texts[nameof(DashboardText.Group)]), group);
        }
    }

    private IEnumerable<Figure> Totals(DashboardView view)
    {
        yield return Orders(nameof(DashboardText.Title), texts[nameof(DashboardText.Today)], null, view.Today, null);
        yield return Orders(nameof(DashboardText.Title), texts[nameof(DashboardText.Orders)], null, view.Orders.Total, view.Before.Total);
        yield return Orders(nameof(DashboardText.Title), texts[nameof(DashboardText.Open)], null, view.Orders.Open, view.Before.Open);
        foreach (var (key, count, before) in ((string, long?, long?)[])
        [
            (nameof(DashboardText.ChargesSucceeded), view.Charges?.Succeeded, view.ChargesBefore?.Succeeded),
            (nameof(DashboardText.ChargesUnsuccessful), view.Charges?.Unsuccessful, view.ChargesBefore?.Unsuccessful),
            (nameof(DashboardText.RunningImports), view.RunningImports, null),
            (nameof(DashboardText.Backlog), view.Notifications?.Waiting, null),
            (nameof(DashboardText.Dead), view.Notifications?.Dead, null),
        ])
        {
            if (count is not null)
            {
                yield return new Figure(texts[nameof(DashboardText.Title)], TableCell.Of(texts[key]), null, count, null, before);
            }
        }
    }

    private Figure Orders(string section, string item, string? code, OrderFigures figures, OrderFigures? before) =>
        new(texts[section], TableCell.Of(item), code, figures.Orders, figures.Amount, before?.Orders, before?.Amount);

    private string Word(StatusLook look) => statuses[look.TextKey];

    private static TableCell Number(long? value) => value is { } number ? TableCell.Count(number) : TableCell.Blank;

    /// <param name="Code">As programs write it.</param>
    /// <param name="Count">Orders, pieces, charges or errors.</param>
    /// <param name="Amount">Yen.</param>
    /// <param name="CountBefore">Of the period before, as <paramref name="AmountBefore"/>.</param>
    private sealed record Figure(string Section, TableCell Item, string? Code, long? Count = null, long? Amount = null, long? CountBefore = null, long? AmountBefore = null);
}
