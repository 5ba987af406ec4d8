using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Profiles;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Imports;

/// <summary>Mapping profiles over HTTP: the ready-made ones and the tenant's own.</summary>
public static class MappingProfilesEndpoints
{
    public const string Path = "/api/v1/mapping-profiles";

    /// <summary>The profile is ready-made: make a new one with its mapping instead.</summary>
    public const string ReadyMade = "ready_made_profile";

    private const long MaxBodyBytes = 1024 * 1024;

    private static readonly ListShape Listed = ListShape.Of<MappingProfileResource>(modifiedSince: false, []);

    public static void MapMappingProfiles(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(Path).RequireAuthorization(Permissions.ImportsRead).WithTags("mapping profiles");
        group.MapGet("/", ListAsync).WithName("listMappingProfiles");
        group.MapGet("/{id}", GetAsync).WithName("getMappingProfile");
        var changes = group.MapGroup("").RequireAuthorization(Permissions.MappingsWrite).AddEndpointFilter(BrowserProof.RequireAsync)
            .WithMetadata(new UploadSizeLimit(MaxBodyBytes));
        changes.MapPost("/", CreateAsync).WithName("createMappingProfile");
        changes.MapPut("/{id}", ChangeAsync).WithName("changeMappingProfile");
        changes.MapDelete("/{id}", DeleteAsync).WithName("deleteMappingProfile");
    }

    /// <summary>Ready-made ones first; a place in this list is all that a cursor needs to say, since it is short.</summary>
    private static async Task<IResult> ListAsync(HttpContext http, IMappingProfiles profiles, CancellationToken cancellationToken)
    {
        var query = new ListQuery(http.Request, Listed);
        if (query.Error is { } error)
        {
            return Problems.OfField(StatusCodes.Status400BadRequest, error);
        }

        var all = ReadyMadeProfiles.All.Select(MappingProfileResource.Of).Concat((await profiles.ListAsync(cancellationToken)).Select(MappingProfileResource.Of)).ToList();
        var start = Cursor.Read(query.Cursor)?.Sort ?? 0;
        var items = all.Where((_, place) => place >= start).Take(query.Limit).ToList();
        var next = start + items.Count;
        return Results.Ok(new ListResource<MappingProfileResource>(items, next < all.Count ? Cursor.Write(next, Guid.Empty) : null));
    }

    private static async Task<IResult> GetAsync(string id, IMappingProfiles profiles, CancellationToken cancellationToken) =>
        ReadyMadeProfiles.Find(id) is { } readyMade ? Results.Ok(MappingProfileResource.Of(readyMade))
        : Parse(id) is { } own && await profiles.GetAsync(own, cancellationToken) is { } saved ? Results.Ok(MappingProfileResource.Of(saved))
        : Problems.NotFound();

    private static async Task<IResult> CreateAsync(HttpRequest request, IMappingProfiles profiles, ImportMessages messages, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync<MappingProfileBody>(request, ImportMappingJson.Strict, cancellationToken);
        if (body.Error is { } unreadable)
        {
            return JsonBody.Refuse(unreadable);
        }

        if (body.Value.Mapping is not { } document)
        {
            return Missing("mapping");
        }

        var mapping = document.ToMapping(out var unknown);
        if (Refuse(mapping, unknown, messages) is { } refusal)
        {
            return refusal;
        }

        var saved = await profiles.SaveAsync(null, body.Value.Name ?? "", mapping, body.Value.Headings ?? [], cancellationToken);
        return saved.Error is { } error ? Refuse(error) : Results.Created($"{Path}/{saved.Value!.Id}", MappingProfileResource.Of(saved.Value));
    }

    private static async Task<IResult> ChangeAsync(string id, HttpRequest request, IMappingProfiles profiles, ImportMessages messages, CancellationToken cancellationToken)
    {
        var (found, obstacle) = await FindChangeableAsync(id, profiles, cancellationToken);
        if (found is null)
        {
            return obstacle!;
        }

        var body = await JsonBody.ReadAsync<MappingProfileBody>(request, ImportMappingJson.Strict, cancellationToken);
        if (body.Error is { } unreadable)
        {
            return JsonBody.Refuse(unreadable);
        }

        var name = body.Value.Name ?? found.Name;
        if (body.Value.Mapping is not { } document)
        {
            return body.Value.Headings is null ? Answer(await profiles.RenameAsync(found.Id, name, cancellationToken)) : Missing("mapping");
        }

        var mapping = document.ToMapping(out var unknown);
        return Refuse(mapping, unknown, messages)
            ?? Answer(await profiles.SaveAsync(found.Id, name, mapping, body.Value.Headings ?? found.Headings, cancellationToken));
    }

    private static async Task<IResult> DeleteAsync(string id, IMappingProfiles profiles, CancellationToken cancellationToken)
    {
        var (found, obstacle) = await FindChangeableAsync(id, profiles, cancellationToken);
        if (found is null)
        {
            return obstacle!;
        }

        return await profiles.DeleteAsync(found.Id, cancellationToken) ? Results.NoContent() : Problems.NotFound();
    }

    private static async Task<(MappingProfile? Found, IResult? Obstacle)> FindChangeableAsync(string id, IMappingProfiles profiles, CancellationToken cancellationToken)
    {
        if (ReadyMadeProfiles.Find(id) is not null)
        {
            return (null, Problems.Of(StatusCodes.Status409Conflict, ReadyMade));
        }

        return Parse(id) is { } own && await profiles.GetAsync(own, cancellationToken) is { } found ? (found, null) : (null, Problems.NotFound());
    }

    private static MappingProfileId? Parse(string id) => Guid.TryParse(id, out var value) ? new MappingProfileId(value) : null;

    private static IResult Missing(string field) => Problems.OfField(StatusCodes.Status400BadRequest, new Error(ListQuery.BadValue, field, ""));

    private static IResult Answer(Result<MappingProfile?> result) => result.Error is { } error ? Refuse(error)
        : result.Value is { } profile ? Results.Ok(MappingProfileResource.Of(profile))
        : Problems.NotFound();

    private static IResult Refuse(Error error) => error.Code switch
    {
        MappingProfileErrors.BadValue => Problems.OfField(StatusCodes.Status400BadRequest, error with { Arguments = [error.Arguments[0], ListQuery.Shorten(error.Arguments[1])] }),
        MappingProfileErrors.NameTaken => Problems.Of(StatusCodes.Status409Conflict, error),
        _ => Problems.Of(StatusCodes.Status422UnprocessableEntity, error),
    };

    /// <summary>What a mapping must be before it is saved; every fault named with its place.</summary>
    private static IResult? Refuse(ImportMapping mapping, string? unknown, ImportMessages messages)
    {
        if (unknown is not null)
        {
            return Problems.OfField(StatusCodes.Status400BadRequest, UploadErrors.Bad("mapping", unknown));
        }

        var problems = MappingRules.Check(mapping);
        return problems.Count == 0
            ? null
            : Problems.Of(StatusCodes.Status422UnprocessableEntity, ProblemCodes.BadMapping, [.. problems.Select(problem => new FieldProblem(PlaceOf(problem), problem.Code, messages.Sentence(problem)))]);
    }

    private static string PlaceOf(ImportProblem problem)
    {
        var part = problem.Code == ProblemCodes.BadMapping ? problem.Arguments[0] : "defaults";
        return problem.Column is { } column ? $"mapping.{part}.{ImportColumns.Of(column).Name}" : $"mapping.{part}";
    }
}
