using OrderPortal.Domain.Dashboard;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Dashboard;

/// <summary>The dashboard's figures over HTTP.</summary>
public static class DashboardEndpoints
{
    private const string From = "from";
    private const string To = "to";

    public static IServiceCollection AddDashboardPages(this IServiceCollection services) => services.AddScoped<DashboardExport>(); // per request

    public static void MapDashboard(this IEndpointRouteBuilder routes)
    {
        var dashboard = routes.MapApi("/dashboard", "Dashboard", Permissions.OrdersRead);
        dashboard.MapGet("/summary", SummariseAsync).Named(
                "getDashboardSummary",
                "Get the figures of a range of time",
                "Orders by day (days in Japan), status, payment status and source, imports and charges by status, and the number of notifications that were given up. All figures are exact and "
                + "of the same moment. A range of whole days in Japan is answered fastest. Imports, charges and notifications need "
                + "the scopes `imports.read`, `payments.read` and `notifications.read`; without them they are null.")
            .Asks(
                new ApiParameter(From, ParameterKind.Moment, "At this moment or later. Without it: 30 days before the end.", Example: "2026-01-01"),
                new ApiParameter(To, ParameterKind.Moment, "Before this moment, or on this day at the latest; at most 366 days behind the beginning. Without it: today.", Example: "2026-01-31"))
            .Answers<DashboardSummaryResource>().Refuses(StatusCodes.Status400BadRequest);
        DashboardExport.Map(routes);
    }

    private static async Task<IResult> SummariseAsync(HttpContext http, IDashboardQueries dashboard, TimeProvider clock, CancellationToken cancellationToken)
    {
        var range = RangeOf(http.Request.Query, clock.GetUtcNow());
        if (range.Error is { } error)
        {
            return Problems.OfField(StatusCodes.Status400BadRequest, error);
        }

        var parts = new DashboardParts(
            PortalClaims.Has(http.User, Permissions.ImportsRead), PortalClaims.Has(http.User, Permissions.PaymentsRead), PortalClaims.Has(http.User, Permissions.NotificationsRead));
        var summary = await dashboard.SummariseAsync(range.Value, parts, cancellationToken);
        return summary.Error is { } refusal
            ? Problems.Of(StatusCodes.Status503ServiceUnavailable, refusal)
            : Results.Ok(DashboardSummaryResource.Of(range.Value, summary.Value));
    }

    private static Result<DashboardRange> RangeOf(IQueryCollection query, DateTimeOffset now)
    {
        if (query.Keys.FirstOrDefault(static key => key is not (From or To)) is { } unknown)
        {
            return new Error(ListQuery.UnknownField, ListQuery.Shorten(unknown));
        }

        var from = Moment(query, From, dayAfter: false);
        var before = Moment(query, To, dayAfter: true);
        return (from.Error ?? before.Error) is { } error ? error : DashboardRange.Of(from.Value, before.Value, now);
    }

    private static Result<DateTimeOffset?> Moment(IQueryCollection query, string name, bool dayAfter)
    {
        var values = query[name];
        return values.Count == 0 || values is [null or ""] ? (DateTimeOffset?)null
            : values is [{ } text] && Moments.Parse(text, dayAfter) is { } moment ? moment
            : ListQuery.Bad(name, values[^1] ?? "");
    }
}
