using static OrderPortal.EndToEnd.Tests.Api.ResourceCalls;

namespace OrderPortal.EndToEnd.Tests.Api;

internal sealed class MappingProfileCases : IApiCases
{
    private const string Path = "/api/v1/mapping-profiles";

    public IEnumerable<ApiCase> All =>
    [
        new("listMappingProfiles", 200, world => GetAsync(world.Demo, $"{Path}?sort=-name&limit=2")),
        new("listMappingProfiles", 200, async world =>
        {
            await CreateAsync(world);
            return await GetAsync(world.Demo, $"{Path}?modifiedSince=2026-01-01&limit=1");
        }),
        new("listMappingProfiles", 400, world => GetAsync(world.Demo, $"{Path}?sort=id")),
        new("getMappingProfile", 200, async world => await GetAsync(world.Demo, await CreateAsync(world))),
        new("getMappingProfile", 200, world => GetAsync(world.Demo, $"{Path}/eccube4")),
        new("getMappingProfile", 304, async world =>
        {
            var path = await CreateAsync(world);
            return await GetAsync(world.Demo, path, (await ReadAsync(GetAsync(world.Demo, path))).Tag);
        }),
        new("getMappingProfile", 404, async world => await GetAsync(world.Other, await CreateAsync(world))),
        new("createMappingProfile", 201, world => JsonAsync(world.Demo, HttpMethod.Post, Path, Body(Fresh()))),
        new("createMappingProfile", 400, world => JsonAsync(world.Demo, HttpMethod.Post, Path, """{"name":"x","colour":"red"}""")),
        new("createMappingProfile", 409, async world =>
        {
            var name = Fresh();
            await ReadAsync(JsonAsync(world.Demo, HttpMethod.Post, Path, Body(name)));
            return await JsonAsync(world.Demo, HttpMethod.Post, Path, Body(name));
        }),
        new("createMappingProfile", 413, world => JsonAsync(world.Demo, HttpMethod.Post, Path, Body(new string('x', BeyondBody)))),
        new("createMappingProfile", 415, world => TextAsync(world.Demo, HttpMethod.Post, Path)),
        new("createMappingProfile", 422, world => JsonAsync(world.Demo, HttpMethod.Post, Path, """{"name":"x","mapping":{"defaults":{"quantity":"many"}}}""")),
        new("changeMappingProfile", 200, async world => await PutAsync(world, await CreateAsync(world), Body(Fresh()))),
        new("changeMappingProfile", 400, async world => await PutAsync(world, await CreateAsync(world), "{")),
        new("changeMappingProfile", 404, world => PutAsync(world, $"{Path}/{Unknown}", Body(Fresh()))),
        new("changeMappingProfile", 409, world => PutAsync(world, $"{Path}/eccube4", Body(Fresh()))),
        new("changeMappingProfile", 412, async world => await JsonAsync(world.Demo, HttpMethod.Put, await CreateAsync(world), Body(Fresh()), OtherTag)),
        new("changeMappingProfile", 413, async world => await PutAsync(world, await CreateAsync(world), Body(new string('x', BeyondBody)))),
        new("changeMappingProfile", 415, async world => await TextAsync(world.Demo, HttpMethod.Put, await CreateAsync(world))),
        new("changeMappingProfile", 422, async world => await PutAsync(world, await CreateAsync(world), """{"mapping":{"defaults":{"quantity":"many"}}}""")),
        new("deleteMappingProfile", 204, async world => await SendAsync(world.Demo, HttpMethod.Delete, await CreateAsync(world), null)),
        new("deleteMappingProfile", 404, world => SendAsync(world.Demo, HttpMethod.Delete, $"{Path}/{Unknown}", null)),
        new("deleteMappingProfile", 409, world => SendAsync(world.Demo, HttpMethod.Delete, $"{Path}/eccube4", null)),
        new("deleteMappingProfile", 412, async world => await SendAsync(world.Demo, HttpMethod.Delete, await CreateAsync(world), null, ("If-Match", OtherTag))),
    ];

    private static string Body(string name) => $$"""{"name":"{{name}}","mapping":{"columns":[{"column":"order_number","headings":[{"heading":"伝票"}]}]} }""";

    /// <returns>The new profile's path.</returns>
    private static async Task<string> CreateAsync(ApiWorld world) => $"{Path}/{await IdOfAsync(JsonAsync(world.Demo, HttpMethod.Post, Path, Body(Fresh())))}";

    private static Task<HttpResponseMessage> PutAsync(ApiWorld world, string path, string body) => JsonAsync(world.Demo, HttpMethod.Put, path, body);
}
