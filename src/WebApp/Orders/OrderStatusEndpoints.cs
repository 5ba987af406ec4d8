using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Orders;

/// <summary>Moving orders along their states over HTTP.</summary>
internal static class OrderStatusEndpoints
{
    /// <summary>No order is ever in this state, so whoever has seen it has to look again.</summary>
    private const long NoState = -1;

    /// <param name="orders">The routes of the resource.</param>
    public static void Map(RouteGroupBuilder orders)
    {
        orders.MapPost("/{id:guid}/status", ChangeAsync).Changes(Permissions.OrdersWrite)
            .Named("changeOrderStatus", "Move an order on", "Answers with the order as it is then. A step that the order cannot take is a conflict.")
            .Takes<OrderStatusBody>().Answers<OrderResource>().WithMetadata(new HasEntityTag()).Refuses(400, 404, 409).HeedsTag().Refuses(413, 415, 422);
        orders.MapPost("/{id:guid}/cancel", CancelAsync).Changes(Permissions.OrdersWrite)
            .Named("cancelOrder", "Cancel an order", "Answers with the order as it is then. An order that is on its way or paid cannot be cancelled. The body may be left out.")
            .Accepts<OrderCancelBody>(isOptional: true, "application/json").Answers<OrderResource>().WithMetadata(new HasEntityTag()).Refuses(400, 404, 409).HeedsTag()
            .Refuses(413, 415, 422);
        orders.MapPost("/status", ChangeManyAsync).Changes(Permissions.OrdersWrite)
            .Named("changeOrderStatuses", "Move many orders on", $"Up to {ChangeOrderStatus.MaxOrders:N0} orders; each has its own outcome.")
            .Takes<OrderStatusesBody>().Answers<OrderStatusesResource>().Refuses(400, 413, 415, 422);
    }

    private static async Task<IResult> ChangeAsync(
        HttpContext http, Guid id, ChangeOrderStatus change, IOrderReader orders, OrderMessages messages, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync<OrderStatusBody>(http.Request, cancellationToken);
        if (body.Error is { } unreadable)
        {
            return JsonBody.Refuse(unreadable);
        }

        return Parse(body.Value.Status) is { } to
            ? await MoveAsync(http, new OrderId(id), to, body.Value.Reason, change, orders, messages, cancellationToken)
            : BadStatus(body.Value.Status);
    }

    private static async Task<IResult> CancelAsync(
        HttpContext http, Guid id, ChangeOrderStatus change, IOrderReader orders, OrderMessages messages, CancellationToken cancellationToken)
    {
        string? reason = null;
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != false)
        {
            var body = await JsonBody.ReadAsync<OrderCancelBody>(http.Request, cancellationToken);
            if (body.Error is { } unreadable)
            {
                return JsonBody.Refuse(unreadable);
            }

            reason = body.Value.Reason;
        }

        return await MoveAsync(http, new OrderId(id), OrderStatus.Cancelled, reason, change, orders, messages, cancellationToken);
    }

    private static async Task<IResult> ChangeManyAsync(HttpRequest request, ChangeOrderStatus change, OrderMessages messages, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync<OrderStatusesBody>(request, cancellationToken);
        if (body.Error is { } unreadable)
        {
            return JsonBody.Refuse(unreadable);
        }

        if (Parse(body.Value.Status) is not { } to)
        {
            return BadStatus(body.Value.Status);
        }

        if (body.Value.Ids is not { Count: > 0 } ids)
        {
            return OfField("ids", new Error(PlaceOrders.NoOrders), messages);
        }

        var changed = await change.ExecuteAsync([.. ids.Select(static id => new OrderToChange(new OrderId(id), null))], to, body.Value.Reason, cancellationToken);
        if (changed.Error is { } error)
        {
            return OfField(error.Code == ChangeOrderStatus.ReasonTooLong ? "reason" : "ids", error, messages);
        }

        var results = changed.Value.Orders.Select(outcome => new ChangedOrderResource(
            outcome.Id.Value,
            outcome.OrderNumber,
            outcome.Refusal is null ? "changed" : "refused",
            outcome.Refusal?.Code,
            outcome.Refusal is { } refusal ? messages.Sentence(refusal) : null)).ToList();
        return Results.Ok(new OrderStatusesResource(results, results.Count(static result => result.Code is null), results.Count(static result => result.Code is not null)));
    }

    private static async Task<IResult> MoveAsync(
        HttpContext http, OrderId id, OrderStatus to, string? reason, ChangeOrderStatus change, IOrderReader orders, OrderMessages messages, CancellationToken cancellationToken)
    {
        var seen = await SeenAsync(http.Request, id, orders, cancellationToken);
        var changed = await change.ExecuteAsync([new OrderToChange(id, seen)], to, reason, cancellationToken);
        if (changed.Error is { } error)
        {
            return OfField("reason", error, messages);
        }

        var outcome = changed.Value.Orders[0];
        if (outcome.Refusal is { } refusal)
        {
            return refusal.Code switch
            {
                ChangeOrderStatus.NotFound => Problems.NotFound(),
                ChangeOrderStatus.ChangedByOther or ChangeOrderStatus.ChangedMeanwhile =>
                    Problems.Of(StatusCodes.Status412PreconditionFailed, EntityTag.Outdated, detail: messages.Sentence(refusal)),
                _ => Problems.Of(StatusCodes.Status409Conflict, messages.Shown(refusal)),
            };
        }

        var order = await orders.GetAsync(id, cancellationToken);
        http.Response.Headers.ETag = EntityTag.Of(order!.Seq);
        return Results.Ok(OrderResource.Of(order.Order));
    }

    /// <summary>The state that the caller names in <c>If-Match</c>; null where any will do. That it is the order's, the change itself sees to.</summary>
    private static async Task<long?> SeenAsync(HttpRequest request, OrderId id, IOrderReader orders, CancellationToken cancellationToken)
    {
        if (!EntityTag.IsNamed(request))
        {
            return null;
        }

        if (!EntityTagHeaderValue.TryParseList(request.Headers.IfMatch, out var tags))
        {
            return NoState;
        }

        if (tags.Any(static tag => tag.Equals(EntityTagHeaderValue.Any)))
        {
            return null;
        }

        // Of several, only the one that the order has can be meant.
        return tags is [var only] ? SeqOf(only)
            : await orders.GetAsync(id, cancellationToken) is { } now && tags.Any(tag => SeqOf(tag) == now.Seq) ? now.Seq
            : NoState;
    }

    private static long SeqOf(EntityTagHeaderValue tag) =>
        !tag.IsWeak && long.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var seq) ? seq : NoState;

    private static OrderStatus? Parse(string? status) => status is null ? null : ImportNames.Parse<OrderStatus>(status);

    private static IResult BadStatus(string? status) => Problems.OfField(StatusCodes.Status400BadRequest, ListQuery.Bad("status", status ?? "null"));

    private static IResult OfField(string field, Error error, OrderMessages messages) =>
        Problems.Of(StatusCodes.Status422UnprocessableEntity, error, [new FieldProblem(field, error.Code, messages.Sentence(error))]);
}
