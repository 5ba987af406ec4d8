using System.Globalization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Localization;

namespace OrderPortal.WebApp.Payments;

/// <summary>The lists of settlements and of charges to be taken home.</summary>
public static class PaymentsExport
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/settlements/export", OpenSettlementsAsync).RequireAuthorization(Permissions.PaymentsRead).WithName("exportSettlements");
        routes.MapGet("/charges/export", OpenChargesAsync).RequireAuthorization(Permissions.PaymentsRead).WithName("exportCharges");
    }

    private static async Task<IResult> OpenSettlementsAsync(
        HttpContext http, ListExport export, ISettlementQueries settlements, IStringLocalizer<PaymentsText> texts, IStringLocalizer<StatusText> statuses, CancellationToken cancellationToken)
    {
        var query = http.Request.Query;
        var written = new SettlementsFilter(query["state"], long.TryParse(query["import"], NumberStyles.None, CultureInfo.InvariantCulture, out var import) ? import : null, query["sort"]);
        var filter = await written.ToDomainAsync(http.RequestServices, cancellationToken);
        return await export.OpenAsync(
            query, written.ToQuery(), Settlements(texts, statuses), filter is null ? null : (limit, cursor, ct) => settlements.ListAsync(filter, limit, cursor, ct), cancellationToken);
    }

    private static async Task<IResult> OpenChargesAsync(
        HttpContext http, ListExport export, IChargeQueries charges, IStringLocalizer<PaymentsText> texts, IStringLocalizer<StatusText> statuses, CancellationToken cancellationToken)
    {
        var query = http.Request.Query;
        var written = new ChargesFilter
        {
            Status = query["status"], Gateway = query["gateway"], Settlement = query["settlement"], Import = query["import"], Customer = query["customer"], Order = query["order"],
            Group = query["group"], From = query["from"], To = query["to"], Sort = query["sort"],
        };
        var filter = await written.ToDomainAsync(ReaderClock.Tokyo, http.RequestServices, cancellationToken);
        var understood = new Dictionary<string, object?>(written.ToQuery(), StringComparer.Ordinal) { ["status"] = written.Statuses.Count > 0 ? written.Status : null, ["from"] = filter?.CreatedFrom, ["to"] = filter?.CreatedBefore };
        return await export.OpenAsync(query, understood, Charges(texts, statuses), filter is null ? null : (limit, cursor, ct) => charges.ListAsync(filter, limit, cursor, ct), cancellationToken);
    }

    private static ExportedList<SettlementListItem> Settlements(IStringLocalizer<PaymentsText> texts, IStringLocalizer<StatusText> statuses) => new("settlement", () => texts[nameof(PaymentsText.SettlementsTitle)],
    [
        (() => texts[nameof(PaymentsText.ColumnSettlement)], item => TableCell.Count(item.Settlement.Number)),
        (() => texts[nameof(PaymentsText.ColumnStatus)], item => TableCell.Of(statuses[StatusCatalog.Of(SettlementLook.StateOf(item.Counts, false)).TextKey])),
        (() => texts[nameof(PaymentsText.ColumnSource)], item => TableCell.Of(item.Settlement.ImportNumber is { } import ? texts[nameof(PaymentsText.ImportNumber), import] : texts[nameof(PaymentsText.Selection)])),
        (() => texts[nameof(PaymentsText.ColumnGrouping)], item => TableCell.Of(texts[SettlementLook.TextKey(item.Settlement.Grouping)])),
        (() => texts[nameof(PaymentsText.ColumnOrders)], item => TableCell.Count(item.Settlement.Orders)),
        (() => texts[nameof(PaymentsText.ColumnCharges)], item => TableCell.Count(item.Settlement.Charges)),
        (() => texts[nameof(PaymentsText.ColumnDone)], item => TableCell.Count(SettlementLook.Sum(item.Counts, SettlementLook.Captured))),
        (() => texts[nameof(PaymentsText.ColumnTroubled)], item => TableCell.Count(SettlementLook.Sum(item.Counts, SettlementLook.Troubled))),
        (() => texts[nameof(PaymentsText.ColumnAmount)], item => TableCell.Count(item.Settlement.Amount)),
        (() => texts[nameof(PaymentsText.ColumnStartedAt)], item => TableCell.Moment(item.Settlement.CreatedAt)),
        (() => texts[nameof(PaymentsText.ColumnBy)], item => TableCell.Of(item.Settlement.ActorName)),
    ]);

    private static ExportedList<ChargeListItem> Charges(IStringLocalizer<PaymentsText> texts, IStringLocalizer<StatusText> statuses) => new("charge", () => texts[nameof(PaymentsText.ChargesTitle)],
    [
        (() => texts[nameof(PaymentsText.ColumnAllocations)], charge => TableCell.Of(ChargeLook.NameOf(texts, charge))),
        (() => texts[nameof(PaymentsText.ColumnStatus)], charge => TableCell.Of(statuses[StatusCatalog.Of(charge.Status).TextKey])),
        (() => texts[nameof(PaymentsText.ColumnReason)], charge => TableCell.Of(charge.FailureCode)),
        (() => texts[nameof(PaymentsText.ColumnCustomer)], charge => TableCell.Of(charge.CustomerCode)),
        (() => texts[nameof(PaymentsText.ColumnMethod)], charge => TableCell.Of(texts[SettlementLook.TextKey(charge.Method)])),
        (() => texts[nameof(PaymentsText.Gateway)], charge => TableCell.Of(charge.Gateway)),
        (() => texts[nameof(PaymentsText.ColumnAttempts)], charge => TableCell.Count(charge.Attempts)),
        (() => texts[nameof(PaymentsText.ColumnAmount)], charge => TableCell.Count(charge.Amount)),
        (() => texts[nameof(PaymentsText.ColumnSettlement)], charge => TableCell.Count(charge.SettlementNumber)),
        (() => texts[nameof(PaymentsText.ColumnStartedAt)], charge => TableCell.Moment(charge.CreatedAt)),
    ]);
}
