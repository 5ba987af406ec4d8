using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Orders;

/// <summary>Reading orders over HTTP.</summary>
public static class OrdersEndpoints
{
    public const string Path = "/api/v1/orders";

    private static readonly ListShape Listed = ListShape.Of<OrderResource>(
        modifiedSince: false, ["-orderedAt", "orderedAt", "-orderNumber", "orderNumber", "-total", "total"],
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
        var group = routes.MapGroup(Path).RequireAuthorization(Permissions.OrdersRead).WithTags("orders");
        group.MapGet("/", ListAsync).WithName("listOrders");
        group.MapGet("/{id:guid}", GetAsync).WithName("getOrder");
        routes.MapOrderChanges();

        // For people, beside the list that it gives out.
        routes.MapGet(OrderExport.Path, static (HttpContext http, OrderExport export, CancellationToken cancellationToken) => export.OpenAsync(http.Request.Query, cancellationToken))
            .RequireAuthorization(Permissions.OrdersRead).WithName("exportOrders");
    }

    private static async Task<IResult> ListAsync(HttpContext http, IOrderQueries orders, CancellationToken cancellationToken)
    {
        var query = new ListQuery(http.Request, Listed);
        var import = query.Value<Guid>("importId", text => Guid.TryParse(text, out var id) ? id : null);
        var filter = new OrderFilter
        {
            Import = import is { } id ? new ImportId(id) : null,
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
            Sort = query.Text("sort") is { } sort ? OrdersFilter.SortOf(sort) ?? query.Refuse<OrderSort>("sort", sort) : null,
        };
        if (query.Error is { } error)
        {
            return Problems.OfField(StatusCodes.Status400BadRequest, error);
        }

        var page = await orders.ListFullAsync(filter, query.Limit, query.Cursor, cancellationToken);
        return Results.Ok(new ListResource<OrderResource>([.. page.Items.Select(OrderResource.Of)], page.Next));
    }

    private static async Task<IResult> GetAsync(Guid id, IOrderQueries orders, CancellationToken cancellationToken) =>
        await orders.GetAsync(new OrderId(id), cancellationToken) is { } order ? Results.Ok(OrderResource.Of(order)) : Problems.NotFound();
}
