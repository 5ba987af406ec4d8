using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Orders;

/// <summary>Reading orders over HTTP.</summary>
public static class OrdersEndpoints
{
    public const string Path = $"{ApiRoutes.Base}/orders";

    private static readonly ListShape Listed = ListShape.Of<OrderResource>(
        modifiedSince: true, ["-orderedAt", "orderedAt", "-orderNumber", "orderNumber", "-total", "total"],
        new ApiParameter("importId", ParameterKind.Id, "Orders of this import, in the sequence of its file."),
        ApiParameter.Of<OrderStatus>("status", "Orders in this state."),
        ApiParameter.Of<PaymentStatus>("paymentStatus", "Orders whose payment is in this state."),
        ApiParameter.Of<OrderSource>("source", "Orders that came this way."),
        new ApiParameter("customerCode", ParameterKind.Text, "Orders of the customer with exactly this code.", Example: "C-1001"),
        new ApiParameter("orderNumber", ParameterKind.Text, "The order with exactly this number.", Example: "EC-1001"),
        new ApiParameter("group", ParameterKind.Text, "Orders of the group that a file or an upload named."),
        new ApiParameter("orderedFrom", ParameterKind.Moment, "Ordered at this moment or later."),
        new ApiParameter("orderedTo", ParameterKind.Moment, "Ordered before this moment, or on this day at the latest."),
        new ApiParameter("totalFrom", ParameterKind.Number, "Total of at least this many yen."),
        new ApiParameter("totalTo", ParameterKind.Number, "Total of at most this many yen."));

    public static void MapOrders(this IEndpointRouteBuilder routes)
    {
        var orders = routes.MapApi("/orders", "Orders", Permissions.OrdersRead);
        orders.MapGet("/", ListAsync).Named("listOrders", "List orders", "The newest first, or the orders of one import in the sequence of its file. All filters hold together.").Lists<OrderResource>(Listed);
        orders.MapGet("/{id:guid}", GetAsync).Named("getOrder", "Get an order").HasTag().Answers<OrderResource>().Refuses(StatusCodes.Status404NotFound);
        orders.MapGet("/{id:guid}/lines", LinesAsync).Named("listOrderLines", "List the lines of an order", "In the sequence of their numbers. Lines change only together with their order.")
            .Lists<OrderLineResource>(OrderLineList.Shape).Refuses(StatusCodes.Status404NotFound);
        routes.MapOrderChanges();

        // For people, beside the list that it gives out.
        routes.MapGet(OrderExport.Path, static (HttpContext http, OrderExport export, CancellationToken cancellationToken) => export.OpenAsync(http.Request.Query, cancellationToken))
            .RequireAuthorization(Permissions.OrdersRead).WithName("exportOrders");
    }

    private static Task<IResult> ListAsync(HttpContext http, IOrderQueries orders, CancellationToken cancellationToken)
    {
        var query = new ListQuery(http.Request, Listed);
        var filter = FilterOf(query);
        return ListAnswer.ReadAsync(
            http, query, () => orders.ListFullAsync(filter, query.Limit, query.Cursor, cancellationToken), since => orders.ListModifiedAsync(filter, since, cancellationToken),
            OrderResource.Of);
    }

    private static OrderFilter FilterOf(ListQuery query) => new()
    {
        Import = query.Value<Guid>("importId", static text => Guid.TryParse(text, out var id) ? id : null) is { } import ? new ImportId(import) : null,
        Status = query.Value("status", ImportNames.Parse<OrderStatus>),
        CustomerCode = query.Text("customerCode"),
        OrderNumber = query.Text("orderNumber"),
        PaymentStatus = query.Value("paymentStatus", ImportNames.Parse<PaymentStatus>),
        Source = query.Value("source", ImportNames.Parse<OrderSource>),
        Group = query.Text("group"),
        OrderedFrom = query.Value("orderedFrom", static text => Moments.Parse(text, dayAfter: false)),
        OrderedBefore = query.Value("orderedTo", static text => Moments.Parse(text, dayAfter: true)),
        TotalFrom = query.Value("totalFrom", OrdersFilter.Yen),
        TotalTo = query.Value("totalTo", OrdersFilter.Yen),
        Sort = query.Since is null ? OrdersFilter.SortOf(query.Sort) : null,
    };

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, IOrderReader orders, CancellationToken cancellationToken) =>
        await orders.GetAsync(new OrderId(id), cancellationToken) is { } found ? EntityTag.Answer(http, EntityTag.Of(found.Seq), OrderResource.Of(found.Order)) : Problems.NotFound();

    private static async Task<IResult> LinesAsync(Guid id, HttpContext http, IOrderReader orders, CancellationToken cancellationToken)
    {
        var query = new ListQuery(http.Request, OrderLineList.Shape);
        if (query.Error is { } error)
        {
            return Problems.OfField(StatusCodes.Status400BadRequest, error);
        }

        return await orders.GetAsync(new OrderId(id), cancellationToken) is { } found ? await OrderLineList.AnswerAsync(http, query, found) : Problems.NotFound();
    }
}
