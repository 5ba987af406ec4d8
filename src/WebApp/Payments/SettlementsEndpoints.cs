using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Payments;

/// <summary>Settling over HTTP: what a settlement would do, starting it, and how far it is.</summary>
internal static class SettlementsEndpoints
{
    public const string Path = "/api/v1/settlements";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(Path).RequireAuthorization(Permissions.PaymentsRead).WithTags("settlements");
        group.MapGet("/{id:guid}", GetAsync).WithName("getSettlement");
        group.MapPost("/plan", PlanAsync).AddEndpointFilter(BrowserProof.RequireAsync).DisableAntiforgery().WithName("planSettlement");
        group.MapPost("/", RunAsync).RequireAuthorization(Permissions.PaymentsWrite).AddEndpointFilter(BrowserProof.RequireAsync).DisableAntiforgery().WithName("runSettlement");
    }

    private static async Task<IResult> GetAsync(Guid id, ISettlementQueries settlements, CancellationToken cancellationToken) =>
        await settlements.GetAsync(new SettlementId(id), cancellationToken) is { } details ? Results.Ok(SettlementResource.Of(details)) : Problems.NotFound();

    private static async Task<IResult> PlanAsync(HttpRequest http, PlanSettlement plan, IImportQueries imports, CancellationToken cancellationToken)
    {
        var read = await ReadAsync(http, imports, cancellationToken);
        if (read.Request is not { } request)
        {
            return read.Refusal!;
        }

        var planned = await plan.ExecuteAsync(request, cancellationToken);
        return planned.Error is { } error ? Problems.Of(StatusCodes.Status422UnprocessableEntity, error) : Results.Ok(SettlementPlanResource.Of(planned.Value));
    }

    private static async Task<IResult> RunAsync(HttpRequest http, RunSettlement run, ISettlementQueries settlements, IImportQueries imports, CancellationToken cancellationToken)
    {
        var read = await ReadAsync(http, imports, cancellationToken);
        if (read.Request is not { } request)
        {
            return read.Refusal!;
        }

        // Money is moved as a whole or not at all, so it is not given up when its caller leaves.
        var started = await run.ExecuteAsync(request, read.Token, CancellationToken.None);
        if (started.Error is { } error)
        {
            return Problems.Of(error.Code == PaymentErrors.PlanOutdated ? StatusCodes.Status409Conflict : StatusCodes.Status422UnprocessableEntity, error);
        }

        var details = await settlements.GetAsync(started.Value.Id, cancellationToken);
        return Results.Accepted($"{Path}/{started.Value.Id}", SettlementResource.Of(details!));
    }

    private static async Task<(SettlementRequest? Request, string? Token, IResult? Refusal)> ReadAsync(HttpRequest http, IImportQueries imports, CancellationToken cancellationToken)
    {
        var read = await JsonBody.ReadAsync<SettlementBody>(http, cancellationToken);
        if (read.Error is { } unreadable)
        {
            return (null, null, JsonBody.Refuse(unreadable));
        }

        var body = read.Value;
        if (body.ImportId is null == body.OrderIds is not { Count: > 0 })
        {
            return Bad("orderIds", "");
        }

        if (ImportNames.Parse<SettlementGrouping>(body.Grouping ?? ImportNames.Of(SettlementGrouping.PerOrder)) is not { } grouping)
        {
            return Bad("grouping", body.Grouping!);
        }

        if (body.ImportId is { } import)
        {
            return await imports.GetAsync(new ImportId(import), cancellationToken) is null
                ? (null, null, Problems.NotFound())
                : (SettlementRequest.Of(new ImportId(import), grouping), body.Token, null);
        }

        return (SettlementRequest.Of([.. body.OrderIds!.Select(static id => new OrderId(id))], grouping), body.Token, null);

        static (SettlementRequest?, string?, IResult?) Bad(string field, string value) => (null, null, Problems.OfField(StatusCodes.Status400BadRequest, ListQuery.Bad(field, value)));
    }
}
