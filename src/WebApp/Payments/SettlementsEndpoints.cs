using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Payments;

/// <summary>Settling over HTTP: what a settlement would do, starting it, how far it is, and what to do about charges that failed.</summary>
internal static class SettlementsEndpoints
{
    public const string Path = ApiRoutes.Base + "/settlements";

    private static readonly ListShape Listed = ListShape.Of<SettlementSummaryResource>(
        modifiedSince: true, ["-createdAt", "createdAt"],
        new ApiParameter("importId", ParameterKind.Id, "Settlements of this import."),
        new ApiParameter("running", ParameterKind.Flag, "true: some of its charges wait or are under way; false: none is."));

    public static void Map(IEndpointRouteBuilder routes)
    {
        var settlements = routes.MapApi("/settlements", "Settlements", Permissions.PaymentsRead);
        settlements.MapGet("/", ListAsync).Named(
            "listSettlements", "List settlements",
            "Amounts are in yen. A settlement is modified when it is started, when none of its charges is under way any more, and when some are retried; its charges change by themselves: "
            + "read those with `GET /charges` and `modifiedSince`.").Lists<SettlementSummaryResource>(Listed);
        settlements.MapGet("/{id:guid}", GetAsync).Named("getSettlement", "Get a settlement", "With counts and yen of its charges by status, as they are now.")
            .HasTag().Answers<SettlementResource>().Refuses(404);
        settlements.MapGet("/{id:guid}/reconciliation", ReconcileAsync).Named(
            "reconcileSettlement", "Reconcile a settlement", "Sums in yen over the orders of the settlement, with all their charges, reckoned anew from orders, charges and the book of movements.")
            .Answers<ReconciliationResource>().Refuses(404);
        settlements.MapPost("/plan", PlanAsync).Named(
            "planSettlement", "Plan a settlement", "Says which charges a settlement of these orders would make, and changes nothing. Each charge is 100 to 1,000,000 yen.")
            .Changes(Permissions.PaymentsRead).Takes<SettlementBody>().Answers<SettlementPlanResource>().Refuses(400, 404, 413, 415, 422);
        settlements.MapPost("/", RunAsync).Named(
            "runSettlement", "Run a settlement", "Charges go out in the background; `GET /settlements/{id}` says how far they are. With `token` only the plan that was shown is run: 409 when the orders are others by now.")
            .Changes(Permissions.PaymentsWrite).Takes<SettlementBody>().Answers<SettlementResource>(202).Refuses(400, 404, 409, 413, 415, 422);
        settlements.MapPost("/{id:guid}/retry", RetryAsync).Named("retrySettlement", "Retry the failed charges of a settlement", "Sends all that were declined, failed or expired again. Nothing is charged twice.")
            .Changes(Permissions.PaymentsWrite).Answers<ChargeOutcomesResource>(202).Refuses(404);
        settlements.MapPost("/{id:guid}/cancel", CancelAsync).Named(
            "cancelSettlement", "Cancel the open charges of a settlement", "Takes back those that wait or whose customer has not paid yet; the gateway is asked about the latter. Their orders can be settled anew.")
            .Changes(Permissions.PaymentsWrite).Answers<ChargeOutcomesResource>(202).Refuses(404);
    }

    private static Task<IResult> ListAsync(HttpContext http, ISettlementQueries settlements, CancellationToken cancellationToken)
    {
        var query = new ListQuery(http.Request, Listed);
        var filter = new SettlementFilter
        {
            Import = query.Value("importId", QueryValues.Id) is { } import ? new ImportId(import) : null,
            IsRunning = query.Value("running", QueryValues.Flag),
            OldestFirst = query.Sort == "createdAt",
        };
        return ListAnswer.ReadAsync(
            http, query, () => settlements.ListAsync(filter, query.Limit, query.Cursor, cancellationToken), since => settlements.ListModifiedAsync(filter, since, cancellationToken),
            SettlementSummaryResource.Of);
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, ISettlementQueries settlements, CancellationToken cancellationToken)
    {
        if (await settlements.GetAsync(new SettlementId(id), cancellationToken) is not { } details)
        {
            return Problems.NotFound();
        }

        var resource = SettlementResource.Of(details);
        return EntityTag.Answer(http, ContentTag.Of(resource), resource);
    }

    private static async Task<IResult> ReconcileAsync(Guid id, ISettlementQueries settlements, CancellationToken cancellationToken) =>
        await settlements.GetAsync(new SettlementId(id), cancellationToken) is null
            ? Problems.NotFound()
            : Results.Ok(ReconciliationResource.Of(await settlements.ReconcileAsync(new SettlementId(id), cancellationToken)));

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

    private static Task<IResult> RetryAsync(Guid id, RetryCharges retry, ISettlementQueries settlements, CancellationToken cancellationToken) =>
        ChangeAsync(id, settlements, selection => retry.ExecuteAsync(selection, CancellationToken.None), cancellationToken);

    private static Task<IResult> CancelAsync(Guid id, CancelCharges cancel, ISettlementQueries settlements, CancellationToken cancellationToken) =>
        ChangeAsync(id, settlements, selection => cancel.ExecuteAsync(selection, CancellationToken.None), cancellationToken);

    private static async Task<IResult> ChangeAsync(
        Guid id, ISettlementQueries settlements, Func<ChargeSelection, Task<Result<ChargeOutcomes>>> change, CancellationToken cancellationToken) =>
        await settlements.GetAsync(new SettlementId(id), cancellationToken) is null
            ? Problems.NotFound()
            : Results.Accepted($"{Path}/{id}", ChargeOutcomesResource.Of((await change(ChargeSelection.AllOf(new SettlementId(id)))).Value));

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
