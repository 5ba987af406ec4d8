using static OrderPortal.EndToEnd.Tests.Api.ResourceCalls;

namespace OrderPortal.EndToEnd.Tests.Api;

internal sealed class ProductCases : IApiCases
{
    private const string Path = "/api/v1/products";
    private const string Changed = """{"name":"鉛筆 HB","nameEn":"Pencil","price":130,"taxRate":10,"active":false}""";

    public IEnumerable<ApiCase> All =>
    [
        new("listProducts", 200, async world =>
        {
            await CreateAsync(world);
            return await GetAsync(world.Demo, $"{Path}?active=true&sort=-code&limit=1");
        }),
        new("listProducts", 200, async world =>
        {
            await CreateAsync(world);
            return await GetAsync(world.Demo, $"{Path}?modifiedSince=2026-01-01&limit=1");
        }),
        new("listProducts", 400, world => GetAsync(world.Demo, $"{Path}?active=maybe")),
        new("getProduct", 200, async world => await GetAsync(world.Demo, await CreateAsync(world))),
        new("getProduct", 304, async world =>
        {
            var path = await CreateAsync(world);
            return await GetAsync(world.Demo, path, (await ReadAsync(GetAsync(world.Demo, path))).Tag);
        }),
        new("getProduct", 404, async world => await GetAsync(world.Other, await CreateAsync(world))),
        new("createProduct", 201, world => JsonAsync(world.Demo, HttpMethod.Post, Path, Body(Fresh()))),
        new("createProduct", 400, world => JsonAsync(world.Demo, HttpMethod.Post, Path, """{"code":"x","colour":"red"}""")),
        new("createProduct", 409, async world =>
        {
            var code = Fresh();
            await ReadAsync(JsonAsync(world.Demo, HttpMethod.Post, Path, Body(code)));
            return await JsonAsync(world.Demo, HttpMethod.Post, Path, Body(code));
        }),
        new("createProduct", 413, world => JsonAsync(world.Demo, HttpMethod.Post, Path, Body(new string('x', BeyondBody)))),
        new("createProduct", 415, world => TextAsync(world.Demo, HttpMethod.Post, Path)),
        new("createProduct", 422, world => JsonAsync(world.Demo, HttpMethod.Post, Path, """{"code":"","name":"鉛筆","price":-1,"taxRate":7}""")),
        new("changeProduct", 200, async world => await JsonAsync(world.Demo, HttpMethod.Put, await CreateAsync(world), Changed)),
        new("changeProduct", 400, async world => await JsonAsync(world.Demo, HttpMethod.Put, await CreateAsync(world), "{")),
        new("changeProduct", 404, world => JsonAsync(world.Demo, HttpMethod.Put, $"{Path}/{Unknown}", Changed)),
        new("changeProduct", 412, async world => await JsonAsync(world.Demo, HttpMethod.Put, await CreateAsync(world), Changed, OtherTag)),
        new("changeProduct", 413, async world => await JsonAsync(world.Demo, HttpMethod.Put, await CreateAsync(world), $$"""{"name":"{{new string('x', BeyondBody)}}"}""")),
        new("changeProduct", 415, async world => await TextAsync(world.Demo, HttpMethod.Put, await CreateAsync(world))),
        new("changeProduct", 422, async world => await JsonAsync(world.Demo, HttpMethod.Put, await CreateAsync(world), """{"name":"鉛筆","price":130}""")),
        new("exportProducts", 200, async world =>
        {
            await CreateAsync(world);
            return await GetAsync(world.Demo, $"{Path}/export?lang=ja");
        }),
        new("exportProducts", 400, world => GetAsync(world.Demo, $"{Path}/export?encoding=latin1")),
        new("importProducts", 200, world => UploadAsync(world.Demo, $"{Path}/import", Table($"{Fresh()},鉛筆,120\r\n{Fresh()},鉛筆,abc\r\n"))),
        new("importProducts", 400, world => UploadAsync(world.Demo, $"{Path}/import", null)),
        new("importProducts", 413, world => UploadAsync(world.Demo, $"{Path}/import", new byte[BeyondBody])),
        new("importProducts", 415, world => JsonAsync(world.Demo, HttpMethod.Post, $"{Path}/import", "{}")),
        new("importProducts", 422, world => UploadAsync(world.Demo, $"{Path}/import", "商品名,価格\r\n鉛筆,1\r\n"u8.ToArray())),
    ];

    private static string Body(string code) => $$"""{"code":"{{code}}","name":"鉛筆 HB","price":120,"taxRate":10}""";

    private static byte[] Table(string rows) => System.Text.Encoding.UTF8.GetBytes("商品コード,商品名,価格\r\n" + rows);

    /// <returns>The new product's path.</returns>
    private static async Task<string> CreateAsync(ApiWorld world) => $"{Path}/{await IdOfAsync(JsonAsync(world.Demo, HttpMethod.Post, Path, Body(Fresh())))}";
}
