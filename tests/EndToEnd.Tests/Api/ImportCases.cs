using System.Text;
using static OrderPortal.EndToEnd.Tests.Api.ResourceCalls;

namespace OrderPortal.EndToEnd.Tests.Api;

internal sealed class ImportCases : IApiCases
{
    /// <summary>Beyond what an upload of orders may have.</summary>
    private const int BeyondFile = 101 * 1024 * 1024;

    public IEnumerable<ApiCase> All => [.. Creating, .. Reading, .. Files, .. Requests, .. Confirming, .. Retrying];

    private static IEnumerable<ApiCase> Creating =>
    [
        new("createImport", 202, world => UploadAsync(world.Demo, ImportsPath, OrderFile(1))),
        new("createImport", 400, world => UploadAsync(world.Demo, ImportsPath, OrderFile(1), ("mode", "sometimes"))),
        new("createImport", 409, async world =>
        {
            var file = OrderFile(1);
            await ImportAsync(world.Demo, file);
            return await UploadAsync(world.Demo, ImportsPath, file);
        }),
        new("createImport", 413, world => UploadAsync(world.Demo, ImportsPath, new byte[BeyondFile])),
        new("createImport", 415, world => JsonAsync(world.Demo, HttpMethod.Post, ImportsPath, "{}")),
        new("createImport", 422, world => UploadAsync(world.Demo, ImportsPath, [])),
    ];

    private static IEnumerable<ApiCase> Reading =>
    [
        new("listImports", 200, async world =>
        {
            await ImportAsync(world.Demo, OrderFile(1));
            return await GetAsync(world.Demo, $"{ImportsPath}?status=completed&sort=createdAt&limit=2");
        }),
        new("listImports", 200, async world =>
        {
            await ImportAsync(world.Demo, OrderFile(1));
            return await GetAsync(world.Demo, $"{ImportsPath}?modifiedSince=2026-01-01&limit=2");
        }),
        new("listImports", 400, world => GetAsync(world.Demo, $"{ImportsPath}?status=unheard-of")),
        new("getImport", 200, async world => await GetAsync(world.Demo, $"{ImportsPath}/{await ImportAsync(world.Demo, OrderFile(1))}")),
        new("getImport", 304, async world =>
        {
            var path = $"{ImportsPath}/{await ImportAsync(world.Demo, OrderFile(1))}";
            return await GetAsync(world.Demo, path, (await ReadAsync(GetAsync(world.Demo, path))).Tag);
        }),
        new("getImport", 404, async world => await GetAsync(world.Other, $"{ImportsPath}/{await ImportAsync(world.Demo, OrderFile(1))}")),
        new("listImportProblems", 200, async world => await GetAsync(world.Demo, $"{ImportsPath}/{await ImportAsync(world.Demo, OrderFile(2, bad: 2))}/problems?limit=1")),
        new("listImportProblems", 400, async world => await GetAsync(world.Demo, $"{ImportsPath}/{await ImportAsync(world.Demo, OrderFile(1))}/problems?severity=fatal")),
        new("listImportProblems", 404, world => GetAsync(world.Demo, $"{ImportsPath}/{Unknown}/problems")),
        new("listKeptOrders", 200, async world => await GetAsync(world.Demo, $"{ImportsPath}/{await ImportAsync(world.Demo, OrderFile(1))}/kept")),
        new("listKeptOrders", 400, async world => await GetAsync(world.Demo, $"{ImportsPath}/{await ImportAsync(world.Demo, OrderFile(1))}/kept?limit=0")),
        new("listKeptOrders", 404, world => GetAsync(world.Demo, $"{ImportsPath}/{Unknown}/kept")),
    ];

    private static IEnumerable<ApiCase> Files =>
    [
        new("getImportTemplate", 200, world => GetAsync(world.Demo, $"{ImportsPath}/template?lang=ja&encoding=cp932")),
        new("getImportTemplate", 200, world => GetAsync(world.Demo, $"{ImportsPath}/template?format=xlsx&lang=en")),
        new("getImportTemplate", 400, world => GetAsync(world.Demo, $"{ImportsPath}/template?format=pdf")),
        new("getImportReport", 200, async world => await GetAsync(world.Demo, $"{ImportsPath}/{await ImportAsync(world.Demo, OrderFile(2, bad: 1))}/report?lang=ja")),
        new("getImportReport", 200, async world => await GetAsync(world.Demo, $"{ImportsPath}/{await ImportAsync(world.Demo, OrderFile(2, bad: 1))}/report?format=xlsx")),
        new("getImportReport", 400, async world => await GetAsync(world.Demo, $"{ImportsPath}/{await ImportAsync(world.Demo, OrderFile(1))}/report?lang=fr")),
        new("getImportReport", 404, world => GetAsync(world.Demo, $"{ImportsPath}/{Unknown}/report")),
        new("getImportReport", 422, async world => await GetAsync(world.Demo, $"{ImportsPath}/{await ImportAsync(world.Demo, WideFile())}/report?format=xlsx")),
        new("getImportFile", 200, async world => await GetAsync(world.Demo, $"{ImportsPath}/{await ImportAsync(world.Demo, OrderFile(1))}/file")),
        new("getImportFile", 404, world => GetAsync(world.Demo, $"{ImportsPath}/{Unknown}/file")),
    ];

    private static IEnumerable<ApiCase> Requests =>
    [
        new("pauseImport", 202, async world => await AskAsync(world.Demo, await StartAsync(world.Demo, OrderFile(200_000)), "pause")),
        new("resumeImport", 202, async world =>
        {
            var id = await StartAsync(world.Demo, OrderFile(200_000));
            await ReadAsync(AskAsync(world.Demo, id, "pause"));
            await ReachAsync(world.Demo, id, "status", "paused");
            return await AskAsync(world.Demo, id, "resume");
        }),
        new("cancelImport", 202, async world => await AskAsync(world.Demo, await DryRunAsync(world.Demo), "cancel")),
        new("undoImport", 202, async world => await AskAsync(world.Demo, await ImportAsync(world.Demo, OrderFile(1)), "undo")),
        new("undoImport", 409, async world => await AskAsync(world.Demo, await DryRunAsync(world.Demo), "undo")),
        .. ((string[])["pause", "resume", "cancel"]).Select(request =>
            new ApiCase($"{request}Import", 409, async world => await AskAsync(world.Demo, await ImportAsync(world.Demo, OrderFile(1)), request))),
        .. ((string[])["pause", "resume", "cancel", "undo"]).SelectMany(request => (ApiCase[])
        [
            new($"{request}Import", 404, world => AskAsync(world.Demo, Unknown, request)),
            new($"{request}Import", 412, async world => await AskAsync(world.Demo, await ImportAsync(world.Demo, OrderFile(1)), request, OtherTag)),
        ]),
    ];

    private static IEnumerable<ApiCase> Confirming =>
    [
        new("confirmImport", 202, async world =>
        {
            var path = $"{ImportsPath}/{await DryRunAsync(world.Demo)}";
            var token = (await ReadAsync(GetAsync(world.Demo, path))).Body.GetProperty("confirmationToken").GetString();
            return await JsonAsync(world.Demo, HttpMethod.Post, $"{path}/confirm", $$"""{"token":"{{token}}"}""");
        }),
        new("confirmImport", 400, async world => await JsonAsync(world.Demo, HttpMethod.Post, $"{ImportsPath}/{await DryRunAsync(world.Demo)}/confirm", "{")),
        new("confirmImport", 404, world => JsonAsync(world.Demo, HttpMethod.Post, $"{ImportsPath}/{Unknown}/confirm", """{"token":"x"}""")),
        new("confirmImport", 409, async world => await JsonAsync(world.Demo, HttpMethod.Post, $"{ImportsPath}/{await DryRunAsync(world.Demo)}/confirm", """{"token":"x"}""")),
        new("confirmImport", 412, async world => await JsonAsync(world.Demo, HttpMethod.Post, $"{ImportsPath}/{await DryRunAsync(world.Demo)}/confirm", """{"token":"x"}""", OtherTag)),
        new("confirmImport", 413, world => JsonAsync(world.Demo, HttpMethod.Post, $"{ImportsPath}/{Unknown}/confirm", $$"""{"token":"{{new string('x', BeyondBody)}}"}""")),
        new("confirmImport", 415, world => TextAsync(world.Demo, HttpMethod.Post, $"{ImportsPath}/{Unknown}/confirm")),
    ];

    private static IEnumerable<ApiCase> Retrying =>
    [
        new("retryImport", 202, async world => await AskAsync(world.Demo, await ImportAsync(world.Demo, OrderFile(2, bad: 1)), "retry")),
        new("retryImport", 202, async world => await UploadAsync(world.Demo, $"{ImportsPath}/{await ImportAsync(world.Demo, OrderFile(2, bad: 1))}/retry", OrderFile(1))),
        new("retryImport", 400, async world => await UploadAsync(world.Demo, $"{ImportsPath}/{await ImportAsync(world.Demo, OrderFile(2, bad: 1))}/retry", OrderFile(1), ("mode", "partial"))),
        new("retryImport", 404, world => AskAsync(world.Demo, Unknown, "retry")),
        new("retryImport", 409, async world => await AskAsync(world.Demo, await ImportAsync(world.Demo, OrderFile(1)), "retry")),
        new("retryImport", 413, async world => await UploadAsync(world.Demo, $"{ImportsPath}/{await ImportAsync(world.Demo, OrderFile(2, bad: 1))}/retry", new byte[BeyondFile])),
        new("retryImport", 415, async world => await JsonAsync(world.Demo, HttpMethod.Post, $"{ImportsPath}/{await ImportAsync(world.Demo, OrderFile(2, bad: 1))}/retry", "{}")),
        new("retryImport", 422, async world => await UploadAsync(world.Demo, $"{ImportsPath}/{await ImportAsync(world.Demo, OrderFile(2, bad: 1))}/retry", "a,b\r\n1,2\r\n"u8.ToArray())),
    ];

    private static Task<HttpResponseMessage> AskAsync(HttpClient http, string import, string request, string? ifMatch = null) =>
        SendAsync(http, HttpMethod.Post, $"{ImportsPath}/{import}/{request}", null, ("If-Match", ifMatch));

    /// <summary>As many columns as a sheet has: none is left for what is wrong.</summary>
    private static byte[] WideFile() => Encoding.UTF8.GetBytes(
        "注文番号,顧客名,商品コード,数量,単価," + string.Join(',', Enumerable.Range(6, 16_379).Select(static n => FormattableString.Invariant($"x{n}"))) + $"\r\n{Fresh()},田中商店,A-100,x,1200{new string(',', 16_379)}\r\n");
}
