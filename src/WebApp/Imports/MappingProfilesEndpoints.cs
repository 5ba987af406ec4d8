using System.Globalization;
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

    private static readonly ListShape Listed = ListShape.Of<MappingProfileResource>(modifiedSince: true, ["name", "-name"]);

    public static void MapMappingProfiles(this IEndpointRouteBuilder routes)
    {
        var profiles = routes.MapApi("/mapping-profiles", "Mapping profiles", Permissions.ImportsRead);
        profiles.MapGet("/", ListAsync).Named(
                "listMappingProfiles", "List mapping profiles",
                "The ready-made ones, then your own by name; with `sort=-name` the other way round. With `modifiedSince` your own by modification: ready-made ones never change, deleted ones are "
                + "not in it.")
            .Lists<MappingProfileResource>(Listed);
        profiles.MapGet("/{id}", GetAsync).Named("getMappingProfile", "Get a mapping profile", "By the key of a ready-made one, or the id of one of your own.")
            .HasTag().Answers<MappingProfileResource>().Refuses(StatusCodes.Status404NotFound);
        profiles.MapPost("/", CreateAsync).Named("createMappingProfile", "Create a mapping profile").Changes(Permissions.MappingsWrite).WithMetadata(new UploadSizeLimit(MaxBodyBytes))
            .Takes<MappingProfileBody>().Answers<MappingProfileResource>(StatusCodes.Status201Created)
            .Refuses(
                StatusCodes.Status400BadRequest, StatusCodes.Status409Conflict, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType,
                StatusCodes.Status422UnprocessableEntity);
        profiles.MapPut("/{id}", ChangeAsync).Named(
                "changeMappingProfile", "Change a mapping profile", "What is left out stays. Ready-made ones cannot be changed. Imports that have begun are read as the profile was then.")
            .Changes(Permissions.MappingsWrite).WithMetadata(new UploadSizeLimit(MaxBodyBytes)).HeedsTag().Takes<MappingProfileBody>().Answers<MappingProfileResource>()
            .Refuses(
                StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict, StatusCodes.Status413PayloadTooLarge,
                StatusCodes.Status415UnsupportedMediaType, StatusCodes.Status422UnprocessableEntity);
        profiles.MapDelete("/{id}", DeleteAsync).Named("deleteMappingProfile", "Delete a mapping profile").Changes(Permissions.MappingsWrite).HeedsTag()
            .Produces(StatusCodes.Status204NoContent).Refuses(StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> ListAsync(HttpContext http, IMappingProfiles profiles, CancellationToken cancellationToken)
    {
        var query = new ListQuery(http.Request, Listed);
        if (query.Error is { } error)
        {
            return Problems.OfField(StatusCodes.Status400BadRequest, error);
        }

        if (query.Since is { } since)
        {
            return ListAnswer.Of(http, query, (await profiles.ListModifiedAsync(since, cancellationToken)).Select(MappingProfileResource.Of));
        }

        // A tenant has few: the list is made as a whole, and a place in it is the key behind which it goes on.
        var down = query.Sort == "-name";
        var places = ReadyMadeProfiles.All.Select(static (profile, index) => (Key: string.Create(CultureInfo.InvariantCulture, $"0{index:D3}"), Item: MappingProfileResource.Of(profile)))
            .Concat((await profiles.ListAsync(cancellationToken)).Select(static profile => (Key: $"1{profile.Name}", Item: MappingProfileResource.Of(profile))));
        var after = Cursor.ReadText(query.Cursor)?.Sort;
        var rest = places.Where(place => after is null || (down ? string.CompareOrdinal(place.Key, after) < 0 : string.CompareOrdinal(place.Key, after) > 0));
        var found = (down ? rest.OrderByDescending(static place => place.Key, StringComparer.Ordinal) : rest.OrderBy(static place => place.Key, StringComparer.Ordinal)).Take(query.Limit + 1).ToList();
        return ListAnswer.Of(http, query, new Page<MappingProfileResource>(
            [.. found.Take(query.Limit).Select(static place => place.Item)], found.Count > query.Limit ? Cursor.Write(found[query.Limit - 1].Key, Guid.Empty) : null));
    }

    private static async Task<IResult> GetAsync(string id, HttpContext http, IMappingProfiles profiles, CancellationToken cancellationToken)
    {
        if (ReadyMadeProfiles.Find(id) is { } readyMade)
        {
            // It has no changes to count: it is another one in another language, and maybe in another version of the portal.
            var resource = MappingProfileResource.Of(readyMade);
            return EntityTag.Answer(http, ContentTag.Of(resource), resource);
        }

        return Parse(id) is { } own && await profiles.GetAsync(own, cancellationToken) is { } saved
            ? EntityTag.Answer(http, EntityTag.Of(saved.Seq), MappingProfileResource.Of(saved))
            : Problems.NotFound();
    }

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

        var saved = await profiles.SaveAsync(null, null, body.Value.Name ?? "", mapping, body.Value.Headings ?? [], cancellationToken);
        if (saved.Error is { } error)
        {
            return Refuse(error);
        }

        request.HttpContext.Response.Headers.ETag = EntityTag.Of(saved.Value!.Seq);
        return Results.Created($"{Path}/{saved.Value.Id}", MappingProfileResource.Of(saved.Value));
    }

    private static async Task<IResult> ChangeAsync(string id, HttpRequest request, IMappingProfiles profiles, ImportMessages messages, CancellationToken cancellationToken)
    {
        var (found, obstacle) = await FindChangeableAsync(id, request, profiles, cancellationToken);
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
            return body.Value.Headings is null ? Answer(request, await profiles.RenameAsync(found.Id, found.Seq, name, cancellationToken)) : Missing("mapping");
        }

        var mapping = document.ToMapping(out var unknown);
        return Refuse(mapping, unknown, messages)
            ?? Answer(request, await profiles.SaveAsync(found.Id, found.Seq, name, mapping, body.Value.Headings ?? found.Headings, cancellationToken));
    }

    private static async Task<IResult> DeleteAsync(string id, HttpRequest request, IMappingProfiles profiles, CancellationToken cancellationToken)
    {
        var (found, obstacle) = await FindChangeableAsync(id, request, profiles, cancellationToken);
        if (found is null)
        {
            return obstacle!;
        }

        var deleted = await profiles.DeleteAsync(found.Id, found.Seq, cancellationToken);
        return deleted.Error is { } error ? Refuse(error) : deleted.Value ? Results.NoContent() : Problems.NotFound();
    }

    private static async Task<(MappingProfile? Found, IResult? Obstacle)> FindChangeableAsync(
        string id, HttpRequest request, IMappingProfiles profiles, CancellationToken cancellationToken)
    {
        if (ReadyMadeProfiles.Find(id) is not null)
        {
            return (null, Problems.Of(StatusCodes.Status409Conflict, ReadyMade));
        }

        if (Parse(id) is not { } own || await profiles.GetAsync(own, cancellationToken) is not { } found)
        {
            return (null, Problems.NotFound());
        }

        return EntityTag.Check(request, EntityTag.Of(found.Seq)) is { } outdated ? (null, outdated) : (found, null);
    }

    private static MappingProfileId? Parse(string id) => Guid.TryParse(id, out var value) ? new MappingProfileId(value) : null;

    private static IResult Missing(string field) => Problems.OfField(StatusCodes.Status400BadRequest, new Error(ListQuery.BadValue, field, ""));

    private static IResult Answer(HttpRequest request, Result<MappingProfile?> result)
    {
        if (result is not { Error: null, Value: { } profile })
        {
            return result.Error is { } error ? Refuse(error) : Problems.NotFound();
        }

        request.HttpContext.Response.Headers.ETag = EntityTag.Of(profile.Seq);
        return Results.Ok(MappingProfileResource.Of(profile));
    }

    private static IResult Refuse(Error error) => error.Code switch
    {
        MappingProfileErrors.BadValue => Problems.OfField(StatusCodes.Status400BadRequest, error with { Arguments = [error.Arguments[0], ListQuery.Shorten(error.Arguments[1])] }),
        MappingProfileErrors.ChangedByOther => EntityTag.Refuse(),
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
