using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Localization;

namespace OrderPortal.WebApp.Auditing;

/// <summary>Gives the audit log of a list's conditions out as a table.</summary>
public static class AuditExport
{
    public const string Path = "/settings/audit/export";

    /// <summary>A cell of a spreadsheet holds no more.</summary>
    private const int MostDetail = 32_000;

    public static IServiceCollection AddAuditPages(this IServiceCollection services) => services.AddScoped<AuditWords>(); // in pages per circuit, for the reader's language

    public static void MapAudit(this IEndpointRouteBuilder routes) => routes.MapGet(Path, OpenAsync).RequireAuthorization(Permissions.AuditRead).WithName("exportAuditLog");

    private static Task<IResult> OpenAsync(HttpContext http, ListExport export, IAuditSearch search, AuditWords words, IStringLocalizer<AuditText> texts, CancellationToken cancellationToken)
    {
        var query = http.Request.Query;
        var conditions = new AuditConditions { From = query["from"], To = query["to"], Action = query["action"], Actor = query["actor"], Kind = query["kind"], Id = query["id"], Result = query["result"] };
        return export.OpenAsync(query, conditions.ToQuery(), List(words, texts), (limit, cursor, ct) => search.ListAsync(conditions.ToFilter(ReaderClock.Tokyo), limit, cursor, ct), cancellationToken);
    }

    private static ExportedList<AuditLine> List(AuditWords words, IStringLocalizer<AuditText> texts) => new("audit_log", () => texts[nameof(AuditText.Title)],
    [
        (() => texts[nameof(AuditText.Number)], line => TableCell.Count(line.Number)),
        (() => texts[nameof(AuditText.OccurredAt)], line => TableCell.Moment(line.OccurredAt)),
        (() => texts[nameof(AuditText.Action)], line => TableCell.Of(words.Action(line.Action))),
        (() => texts[nameof(AuditText.Result)], line => TableCell.Of(words.Result(line.Result))),
        (() => texts[nameof(AuditText.Actor)], line => TableCell.Of(words.Actor(line.ActorKind, line.ActorName))),
        (() => texts[nameof(AuditText.Kind)], line => TableCell.Of(line.EntityType is { } kind ? words.Kind(kind) : null)),
        (() => texts[nameof(AuditText.EntityId)], line => TableCell.Of(line.EntityId?.ToString())),
        (() => texts[nameof(AuditText.Before)], line => Detail(line.Before)),
        (() => texts[nameof(AuditText.After)], line => Detail(line.After)),
        (() => texts[nameof(AuditText.SourceAddress)], line => TableCell.Of(line.SourceAddress)),
        (() => texts[nameof(AuditText.UserAgent)], line => TableCell.Of(line.UserAgent)),
        (() => texts[nameof(AuditText.Session)], line => TableCell.Of(line.SessionId)),
        (() => texts[nameof(AuditText.Correlation)], line => TableCell.Of(line.CorrelationId)),
    ]);

    private static TableCell Detail(string? json) => TableCell.Of(json is { Length: > MostDetail } ? json[..MostDetail] : json);
}
