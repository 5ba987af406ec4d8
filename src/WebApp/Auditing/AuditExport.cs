using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Localization;

namespace OrderPortal.WebApp.Auditing;

/// <summary>Gives the audit log of a list's conditions out as CSV in UTF-8, streamed.</summary>
public static class AuditExport
{
    public const string Path = "/settings/audit/export";

    private const int MostDetail = 32_000;

    public static IServiceCollection AddAuditPages(this IServiceCollection services) => services.AddScoped<AuditWords>(); // in pages per circuit, for the reader's language

    public static void MapAudit(this IEndpointRouteBuilder routes) => routes.MapGet(Path, WriteAsync).RequireAuthorization(Permissions.AuditRead).ExcludeFromDescription();

    private static async Task WriteAsync(
        HttpContext context, IAuditSearch search, IAuditFileWriter files, IAuditLog audit, AuditWords words, IStringLocalizer<AuditText> texts)
    {
        var (query, cancelled) = (context.Request.Query, context.RequestAborted);
        var conditions = new AuditConditions { From = query["from"], To = query["to"], Action = query["action"], Actor = query["actor"], Kind = query["kind"], Id = query["id"], Result = query["result"] };

        // Before the first byte: whoever breaks off has seen entries all the same.
        var told = JsonSerializer.Serialize(new { conditions = conditions.ToQuery().Where(pair => pair.Value is not null).Select(pair => pair.Key) });
        await audit.WriteAsync(new AuditEntry(AuditActions.AuditExported, "audit_log", After: told), cancelled);
        var clock = context.RequestServices.GetRequiredService<TimeProvider>();
        var stamp = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), ReaderClock.Tokyo).ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture);
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"audit_{stamp}.csv\"";
        context.Response.Headers.CacheControl = "no-store";
        await files.WriteAsync(context.Response.Body, Headings(texts), line => Cells(line, words), search.ReadAsync(conditions.ToFilter(ReaderClock.Tokyo), cancelled), cancelled);
    }

    private static IReadOnlyList<string> Headings(IStringLocalizer<AuditText> texts) =>
    [
        texts[nameof(AuditText.Number)], texts[nameof(AuditText.OccurredAt)], texts[nameof(AuditText.Action)], texts[nameof(AuditText.Result)], texts[nameof(AuditText.Actor)], texts[nameof(AuditText.Kind)],
        texts[nameof(AuditText.EntityId)], texts[nameof(AuditText.Before)], texts[nameof(AuditText.After)], texts[nameof(AuditText.SourceAddress)], texts[nameof(AuditText.UserAgent)],
        texts[nameof(AuditText.Session)], texts[nameof(AuditText.Correlation)],
    ];

    private static IReadOnlyList<string> Cells(AuditLine line, AuditWords words) =>
    [
        line.Number.ToString(CultureInfo.InvariantCulture), TimeZoneInfo.ConvertTime(line.OccurredAt, ReaderClock.Tokyo).ToString("yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture),
        words.Action(line.Action), words.Result(line.Result), words.Actor(line.ActorKind, line.ActorName), line.EntityType is { } kind ? words.Kind(kind) : "", line.EntityId?.ToString() ?? "",
        Short(line.Before), Short(line.After), line.SourceAddress ?? "", line.UserAgent ?? "", line.SessionId ?? "", line.CorrelationId ?? "",
    ];

    /// <summary>A cell of a spreadsheet holds no more.</summary>
    private static string Short(string? detail) => detail is null ? "" : detail.Length <= MostDetail ? detail : detail[..MostDetail];
}
