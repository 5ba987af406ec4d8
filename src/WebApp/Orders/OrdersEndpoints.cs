using System.Globalization;
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
    private const int DefaultLimit = 100;
    private const int MaxLimit = 500;
    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase) { "importId", "status", "customerCode", "orderNumber", "limit", "cursor" };

    public static void MapOrders(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(Path).RequireAuthorization(Permissions.OrdersRead).WithTags("orders");
        group.MapGet("/", ListAsync).WithName("listOrders");
        group.MapGet("/{id:guid}", GetAsync).WithName("getOrder");
    }

    private static async Task<IResult> ListAsync(
        HttpContext http, IOrderQueries orders, CancellationToken cancellationToken,
        Guid? importId = null, string? status = null, string? customerCode = null, string? orderNumber = null, int limit = DefaultLimit, string? cursor = null)
    {
        OrderStatus? wanted = status is null ? null : ImportNames.Parse<OrderStatus>(status);
        if (http.Request.Query.Keys.FirstOrDefault(key => !Known.Contains(key)) is { } unknown)
        {
            // A filter that is not understood must not be taken for one that matched everything.
            return Problems.Of(StatusCodes.Status400BadRequest, UploadErrors.Unknown(unknown));
        }

        if (status is not null && wanted is null)
        {
            return Problems.Of(StatusCodes.Status400BadRequest, UploadErrors.Bad("status", status));
        }

        if (limit is < 1 or > MaxLimit)
        {
            return Problems.Of(StatusCodes.Status400BadRequest, UploadErrors.Bad("limit", limit.ToString(CultureInfo.InvariantCulture)));
        }

        var filter = new OrderFilter
        {
            Import = importId is { } import ? new ImportId(import) : null,
            Status = wanted,
            CustomerCode = customerCode,
            OrderNumber = orderNumber,
        };
        Forbid(http);
        var page = await orders.ListFullAsync(filter, limit, cursor, cancellationToken);
        return Results.Ok(new ListResource<OrderResource>([.. page.Items.Select(OrderResource.Of)], page.Next));
    }

    private static async Task<IResult> GetAsync(HttpContext http, Guid id, IOrderQueries orders, CancellationToken cancellationToken)
    {
        Forbid(http);
        return await orders.GetAsync(new OrderId(id), cancellationToken) is { } order ? Results.Ok(OrderResource.Of(order)) : Problems.NotFound();
    }

    /// <summary>Personal data is kept by nobody on the way.</summary>
    private static void Forbid(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.Pragma = "no-cache";
    }
}
