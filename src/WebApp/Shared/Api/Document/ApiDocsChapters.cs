namespace OrderPortal.WebApp.Shared.Api.Document;

/// <summary>How to begin: a text in the reader's language and a sample.</summary>
/// <param name="Sample">For the portal at this address.</param>
public sealed record ApiDocsChapter(string Anchor, string TitleKey, string BodyKey, Func<string, string>? Sample);

/// <summary>The introduction, in its sequence.</summary>
public static class ApiDocsChapters
{
    public static IReadOnlyList<ApiDocsChapter> All { get; } =
    [
        new("token", nameof(ApiDocsText.TokenTitle), nameof(ApiDocsText.TokenBody), static portal => $"""
            TOKEN=$(curl -s -u "$CLIENT_ID:$CLIENT_SECRET" \
              -d grant_type=client_credentials -d "scope=orders.read imports.read" \
              {portal}/oauth/token | jq -r .access_token)

            curl -H "Authorization: Bearer $TOKEN" "{portal}/api/v1/orders?limit=10"
            """),
        new("paging", nameof(ApiDocsText.PagingTitle), nameof(ApiDocsText.PagingBody), static portal => $"""
            curl -i -H "Authorization: Bearer $TOKEN" \
              "{portal}/api/v1/orders?status=confirmed&sort=-orderedAt&fields=id,orderNumber,total&limit=100"

            Link: </api/v1/orders?…&cursor=eyJ…>; rel="next"
            """),
        new("changes", nameof(ApiDocsText.ChangesTitle), nameof(ApiDocsText.ChangesBody), static portal => $"""
            curl -H "Authorization: Bearer $TOKEN" \
              "{portal}/api/v1/orders?modifiedSince=2026-11-01T00:00:00Z&limit=500"
            # while nextCursor is not null: the same address with &cursor=<nextCursor>
            # next time: the same address with &cursor=<syncCursor of the last page>
            """),
        new("idempotency", nameof(ApiDocsText.IdempotencyTitle), nameof(ApiDocsText.IdempotencyBody), static portal => $"""
            curl -X POST -H "Authorization: Bearer $TOKEN" -H "Idempotency-Key: $(uuidgen)" \
              -F file=@orders.csv -F mode=partial {portal}/api/v1/imports
            """),
        new("etag", nameof(ApiDocsText.TagTitle), nameof(ApiDocsText.TagBody), static portal => $"""
            curl -i -H "Authorization: Bearer $TOKEN" {portal}/api/v1/orders/$ID        # ETag: "1042"
            curl -i -H "Authorization: Bearer $TOKEN" -H 'If-None-Match: "1042"' \
              {portal}/api/v1/orders/$ID                                                # 304 Not Modified
            """),
        new("limits", nameof(ApiDocsText.LimitsTitle), nameof(ApiDocsText.LimitsBody), static _ => """
            X-RateLimit-Limit: 1000
            X-RateLimit-Remaining: 987
            X-RateLimit-Reset: 1740
            Retry-After: 1740          (with 429)
            """),
        new("errors", nameof(ApiDocsText.ErrorsTitle), nameof(ApiDocsText.ErrorsBody), static _ => SharedParts.ProblemExample(StatusCodes.Status422UnprocessableEntity)
            .ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true })),
        new("hub", nameof(ApiDocsText.HubTitle), nameof(ApiDocsText.HubBody), static portal => $$"""
            import { HubConnectionBuilder } from "@microsoft/signalr";

            const hub = new HubConnectionBuilder()
              .withUrl("{{portal}}/hubs/progress", { accessTokenFactory: () => token })
              .withAutomaticReconnect()
              .build();
            let last = -1;
            const show = (p) => { if (p.sequence > last) { last = p.sequence; console.log(p.status, p.rowsDone, p.rowsTotal); } };
            hub.on("importProgress", show);
            await hub.start();
            show(await hub.invoke("Subscribe", importId));
            """),
    ];
}
