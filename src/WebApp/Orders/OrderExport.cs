using System.Globalization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Orders;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Api;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Localization;

namespace OrderPortal.WebApp.Orders;

/// <summary>Gives the orders of a list's conditions out as CSV or XLSX, streamed. Per request.</summary>
public sealed class OrderExport(
    OrderSearch search, ExportOrders export, IStringLocalizer<OrdersText> texts, IStringLocalizer<StatusText> statuses, ReaderClock zone, TimeProvider clock)
{
    public const string Path = "/orders/export";

    /// <summary>Beside the conditions of the list.</summary>
    private static readonly string[] Own = ["format", "encoding", "lang"];

    /// <returns>The download or the refusal.</returns>
    public async Task<IResult> OpenAsync(IQueryCollection query, CancellationToken cancellationToken)
    {
        var conditions = OrdersFilter.Read(query, Own);
        if (conditions.Error is { } unclear)
        {
            return Problems.OfField(StatusCodes.Status400BadRequest, unclear);
        }

        var format = DownloadFormat.Parse(query["format"] is [{ Length: > 0 } kind] ? kind : "csv", query["encoding"] is [{ Length: > 0 } encoding] ? encoding : "utf-8", query["lang"] is [{ Length: > 0 } lang] ? lang : null);
        if (format.Error is { } unknown)
        {
            return Problems.OfField(StatusCodes.Status400BadRequest, unknown);
        }

        var filter = await search.UnderstandAsync(conditions.Value, zone.Zone, cancellationToken);
        var chosen = format.Value;
        var opened = await export.OpenAsync(
            filter,
            chosen.ToTable(),
            [.. conditions.Value.ToQuery().Where(static pair => pair.Value is not null).Select(static pair => pair.Key)],
            cancellationToken);
        return opened.Error is { } refusal ? Problems.Of(StatusCodes.Status422UnprocessableEntity, refusal) : new Download(this, chosen, opened.Value);
    }

    private OrderFileWording Wording() => new(
        texts[nameof(OrdersText.ListTitle)],
        method => texts[OrderTexts.KeyOf(method)],
        [
            texts[nameof(OrdersText.ColumnStatus)], texts[nameof(OrdersText.ExportPayment)], texts[nameof(OrdersText.ExportPrices)], texts[nameof(OrdersText.OriginSource)],
            texts[nameof(OrdersText.ExportFile)], texts[nameof(OrdersText.ExportRow)],
        ],
        order =>
        [
            statuses[StatusCatalog.Of(order.Status).TextKey], statuses[StatusCatalog.Of(order.PaymentStatus).TextKey],
            texts[order.TaxIncluded ? nameof(OrdersText.ExportTaxIncluded) : nameof(OrdersText.ExportTaxExcluded)], texts[OrderTexts.KeyOf(order.Source)],
            order.Origin?.FileName ?? "", order.Origin?.RowNumber.ToString(CultureInfo.InvariantCulture) ?? "",
        ]);

    private sealed class Download(OrderExport export, DownloadFormat format, Func<Stream, OrderFileWording, CancellationToken, Task> write) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            CultureInfo.CurrentUICulture = format.Culture;
            var stamp = TimeZoneInfo.ConvertTime(export.Now, export.Zone).ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture);
            format.Announce(httpContext.Response, $"{export.FileName}_{stamp}");
            return write(httpContext.Response.Body, export.Wording(), httpContext.RequestAborted);
        }
    }

    private TimeZoneInfo Zone => zone.Zone;

    private DateTimeOffset Now => clock.GetUtcNow();

    private string FileName => texts[nameof(OrdersText.ExportName)];
}
