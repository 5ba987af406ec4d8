using static OrderPortal.EndToEnd.Tests.Api.ResourceCalls;

namespace OrderPortal.EndToEnd.Tests.Api;

internal sealed class CustomerCases : IApiCases
{
    private const string Path = "/api/v1/customers";
    private const string Changed = """{"name":"山田商店 本店","email":"honten@example.jp","phone":"03-1234-5678"}""";

    public IEnumerable<ApiCase> All =>
    [
        new("listCustomers", 200, async world =>
        {
            await CreateAsync(world);
            return await GetAsync(world.Demo, $"{Path}?sort=-code&limit=1");
        }),
        new("listCustomers", 200, async world =>
        {
            await CreateAsync(world);
            return await GetAsync(world.Demo, $"{Path}?modifiedSince=2026-01-01&limit=1");
        }),
        new("listCustomers", 400, world => GetAsync(world.Demo, $"{Path}?name=x")),
        new("getCustomer", 200, async world => await GetAsync(world.Demo, await CreateAsync(world))),
        new("getCustomer", 304, async world =>
        {
            var path = await CreateAsync(world);
            return await GetAsync(world.Demo, path, (await ReadAsync(GetAsync(world.Demo, path))).Tag);
        }),
        new("getCustomer", 404, async world => await GetAsync(world.Other, await CreateAsync(world))),
        new("createCustomer", 201, world => JsonAsync(world.Demo, HttpMethod.Post, Path, Body(Fresh()))),
        new("createCustomer", 400, world => JsonAsync(world.Demo, HttpMethod.Post, Path, """{"code":1}""")),
        new("createCustomer", 409, async world =>
        {
            var code = Fresh();
            await ReadAsync(JsonAsync(world.Demo, HttpMethod.Post, Path, Body(code)));
            return await JsonAsync(world.Demo, HttpMethod.Post, Path, Body(code));
        }),
        new("createCustomer", 413, world => JsonAsync(world.Demo, HttpMethod.Post, Path, Body(new string('x', BeyondBody)))),
        new("createCustomer", 415, world => TextAsync(world.Demo, HttpMethod.Post, Path)),
        new("createCustomer", 422, world => JsonAsync(world.Demo, HttpMethod.Post, Path, """{"code":"","name":"山田商店","email":"nobody"}""")),
        new("changeCustomer", 200, async world => await JsonAsync(world.Demo, HttpMethod.Put, await CreateAsync(world), Changed)),
        new("changeCustomer", 400, async world => await JsonAsync(world.Demo, HttpMethod.Put, await CreateAsync(world), "{")),
        new("changeCustomer", 404, world => JsonAsync(world.Demo, HttpMethod.Put, $"{Path}/{Unknown}", Changed)),
        new("changeCustomer", 412, async world => await JsonAsync(world.Demo, HttpMethod.Put, await CreateAsync(world), Changed, OtherTag)),
        new("changeCustomer", 413, async world => await JsonAsync(world.Demo, HttpMethod.Put, await CreateAsync(world), $$"""{"name":"{{new string('x', BeyondBody)}}"}""")),
        new("changeCustomer", 415, async world => await TextAsync(world.Demo, HttpMethod.Put, await CreateAsync(world))),
        new("changeCustomer", 422, async world => await JsonAsync(world.Demo, HttpMethod.Put, await CreateAsync(world), """{"email":"nobody"}""")),
        new("exportCustomers", 200, async world =>
        {
            await CreateAsync(world);
            return await GetAsync(world.Demo, $"{Path}/export?lang=ja&encoding=cp932");
        }),
        new("exportCustomers", 400, world => GetAsync(world.Demo, $"{Path}/export?lang=fr")),
        new("importCustomers", 200, world => UploadAsync(world.Demo, $"{Path}/import", System.Text.Encoding.UTF8.GetBytes($"顧客コード,顧客名\r\n{Fresh()},山田商店\r\n"))),
        new("importCustomers", 400, world => UploadAsync(world.Demo, $"{Path}/import", null)),
        new("importCustomers", 413, world => UploadAsync(world.Demo, $"{Path}/import", new byte[BeyondBody])),
        new("importCustomers", 415, world => JsonAsync(world.Demo, HttpMethod.Post, $"{Path}/import", "{}")),
        new("importCustomers", 422, world => UploadAsync(world.Demo, $"{Path}/import", [])),
    ];

    private static string Body(string code) => $$"""{"code":"{{code}}","name":"山田商店","email":"yamada@example.jp","phone":"03-1234-5678"}""";

    /// <returns>The new customer's path.</returns>
    private static async Task<string> CreateAsync(ApiWorld world) => $"{Path}/{await IdOfAsync(JsonAsync(world.Demo, HttpMethod.Post, Path, Body(Fresh())))}";
}
