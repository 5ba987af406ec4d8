using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Orders;

/// <summary>Placing orders over HTTP and moving them on.</summary>
public static class OrderChangesEndpoints
{
    /// <summary>The order breaks rules, which the answer names.</summary>
    public const string OrderRefused = "order_refused";

    private static readonly ApiParameter Mode = ApiParameter.Of<ImportMode>("mode", "Whether good orders go in beside others that are not; for bodies of lines, which have no place for it.");

    public static void MapOrderChanges(this IEndpointRouteBuilder routes)
    {
        var orders = routes.MapApi("/orders", "Orders", Permissions.OrdersWrite);
        orders.MapPost("/", CreateAsync).Changes(Permissions.OrdersWrite)
            .Named("createOrder", "Place an order", "By the rules of files. Answers with the order, its address in Location and its tag in ETag; a refused order with every rule that it breaks.")
            .Takes<OrderBody>().Answers<OrderResource>(StatusCodes.Status201Created).WithMetadata(new HasEntityTag()).Refuses(400, 413, 415, 422);
        orders.MapPost("/batch", CreateManyAsync).Changes(Permissions.OrdersWrite)
            .Named(
                "createOrders", "Place many orders",
                $"Up to {PlaceOrders.MaxOrders:N0} orders as JSON, or as NDJSON ({OrderBatchReader.Lines}) with one order a line. An order that cannot be read or breaks rules is rejected by itself; with allOrNothing nothing is placed then.")
            .Asks(Mode).Takes<OrderBatchBody>().TakesLines<OrderBody>().Answers<OrderBatchResource>().Refuses(400, 413, 415, 422);
        OrderStatusEndpoints.Map(orders);
    }

    private static async Task<IResult> CreateAsync(
        HttpContext http, PlaceOrders place, ITenantSettings settings, ImportMessages messages, IOrderReader orders, TimeProvider clock, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync<OrderBody>(http.Request, cancellationToken);
        if ((body.Error ?? OrderBodyReader.Gap(body.Value)) is { } unreadable)
        {
            return JsonBody.Refuse(unreadable);
        }

        var request = OrderBatchWords.ToRequest([body], ImportMode.Partial, await settings.GetAsync(cancellationToken), clock.GetUtcNow());
        var placed = (await place.ExecuteAsync(request, cancellationToken)).Value.Items[0];
        if (placed.Id is not { } id)
        {
            var problems = placed.Problems.Where(static problem => problem.Severity == ProblemSeverity.Error).Select(problem => OrderBatchWords.Of(problem, messages));
            return Problems.Of(
                StatusCodes.Status422UnprocessableEntity, OrderRefused, [.. problems.Select(static problem => new FieldProblem(problem.Field, problem.Code, problem.Message))]);
        }

        var order = await orders.GetAsync(id, cancellationToken);
        http.Response.Headers.ETag = EntityTag.Of(order!.Seq);
        return Results.Created($"{OrdersEndpoints.Path}/{id.Value}", OrderResource.Of(order.Order));
    }

    private static async Task<IResult> CreateManyAsync(
        HttpContext http, PlaceOrders place, ITenantSettings settings, OrderBatchWords words, TimeProvider clock, CancellationToken cancellationToken)
    {
        var asked = ModeOf(http.Request.Query);
        if (asked.Error is { } unknown)
        {
            return Problems.OfField(StatusCodes.Status400BadRequest, unknown);
        }

        var read = await ReadAsync(http.Request, cancellationToken);
        if (read.Error is { } error)
        {
            return error.Code == PlaceOrders.TooManyOrders ? Problems.Of(StatusCodes.Status422UnprocessableEntity, error) : JsonBody.Refuse(error);
        }

        var (batch, mode) = (read.Value, asked.Value.Mode);
        if (batch.Mode is { } said && mode is not null && said != mode)
        {
            return Problems.OfField(StatusCodes.Status400BadRequest, ListQuery.Bad("mode", ImportNames.Of(said)));
        }

        var request = OrderBatchWords.ToRequest(batch.Orders, batch.Mode ?? mode ?? ImportMode.Partial, await settings.GetAsync(cancellationToken), clock.GetUtcNow());
        var placed = await place.ExecuteAsync(request, cancellationToken);
        return placed.Error is { } refusal ? Problems.Of(StatusCodes.Status422UnprocessableEntity, refusal) : Results.Ok(words.Of(batch.Orders, placed.Value));
    }

    private static async Task<Result<OrderBatch>> ReadAsync(HttpRequest request, CancellationToken cancellationToken) =>
        JsonBody.IsPacked(request) ? new Error("unsupported_media_type")
        : request.HasJsonContentType() ? await OrderBatchReader.ReadJsonAsync(request, cancellationToken)
        : await OrderBatchReader.ReadLinesAsync(request, cancellationToken);

    /// <remarks>A misspelt name would place what was to be placed as a whole or not at all.</remarks>
    private static Result<(ImportMode? Mode, bool IsRead)> ModeOf(IQueryCollection query)
    {
        if (query.Keys.FirstOrDefault(static key => key != "mode") is { } unknown)
        {
            return new Error(ListQuery.UnknownField, ListQuery.Shorten(unknown));
        }

        var text = query["mode"].ToString();
        var mode = text.Length == 0 ? default(ImportMode?) : ImportNames.Parse<ImportMode>(text);
        return text.Length > 0 && mode is null ? ListQuery.Bad("mode", text) : (mode, true);
    }
}
