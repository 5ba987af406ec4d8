using System.Globalization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Orders;

/// <summary>Between the bodies of programs and the use case that places orders: what is asked, and what became of it in the caller's language.</summary>
public sealed class OrderBatchWords(ImportMessages messages, IStringLocalizer<ProblemsText> texts)
{
    internal static PlaceOrdersRequest ToRequest(IReadOnlyList<Result<OrderBody>> bodies, ImportMode mode, TenantSettings settings, DateTimeOffset now)
    {
        var (drafts, readings) = (new List<OrderDraft?>(bodies.Count), new Dictionary<int, IReadOnlyList<OrderProblem>>());
        for (var i = 0; i < bodies.Count; i++)
        {
            var found = new List<OrderProblem>();
            drafts.Add(bodies[i].IsSuccess ? OrderBodyReader.ToDraft(bodies[i].Value, settings, now, found) : null);
            if (found.Count > 0)
            {
                readings[i] = found;
            }
        }

        return new PlaceOrdersRequest(drafts, OrderSource.Api, mode) { Readings = readings };
    }

    internal OrderBatchResource Of(IReadOnlyList<Result<OrderBody>> bodies, OrderPlacements placed) => new(
        [.. placed.Items.Select(item => new PlacedOrderResource(
            item.Index,
            item.Id is null ? "rejected" : "created",
            item.Id?.Value,
            item.OrderNumber is { } number ? ListQuery.Shorten(number) : null,
            bodies[item.Index].Error is { } unreadable ? [Of(unreadable)] : [.. item.Problems.Select(problem => Of(problem, messages))]))],
        placed.Created,
        placed.Rejected);

    internal static OrderProblemResource Of(OrderProblem problem, ImportMessages messages)
    {
        // Values come back to whoever sent them, but only so far that they can be recognised.
        var shown = problem with { Value = problem.Value is { } value ? ListQuery.Shorten(value) : null, Arguments = [.. problem.Arguments.Select(ListQuery.Shorten)] };
        return new OrderProblemResource(PlaceOf(problem), problem.Code, ImportNames.Of(problem.Severity), messages.Sentence(shown), shown.Value);
    }

    private OrderProblemResource Of(Error unreadable) => new(
        unreadable.Code == JsonBody.Unreadable ? unreadable.Arguments[0] : OrderBodyReader.Whole,
        unreadable.Code,
        ImportNames.Of(ProblemSeverity.Error),
        Problems.Sentence(texts, StatusCodes.Status400BadRequest, unreadable),
        null);

    /// <summary>The member of the body that the problem is about.</summary>
    private static string PlaceOf(OrderProblem problem) => problem switch
    {
        { Code: ProblemCodes.TooManyLines } or { Field: ImportColumn.ProductCode, Line: null } => "lines",
        { Field: null } => OrderBodyReader.Whole,
        { Field: { } field, Line: { } line } => string.Create(CultureInfo.InvariantCulture, $"lines[{line}].{NameOf(field)}"),
        { Field: { } field } => NameOf(field),
    };

    private static string NameOf(ImportColumn field) => field switch
    {
        ImportColumn.OrderNumber => "orderNumber",
        ImportColumn.OrderedAt => "orderedAt",
        ImportColumn.CustomerCode => "customer.code",
        ImportColumn.CustomerName => "customer.name",
        ImportColumn.CustomerEmail => "customer.email",
        ImportColumn.CustomerPhone => "customer.phone",
        ImportColumn.PostalCode => "shippingAddress.postalCode",
        ImportColumn.Prefecture => "shippingAddress.prefecture",
        ImportColumn.City => "shippingAddress.city",
        ImportColumn.AddressLine1 => "shippingAddress.line1",
        ImportColumn.AddressLine2 => "shippingAddress.line2",
        ImportColumn.ProductCode => "productCode",
        ImportColumn.ProductName => "productName",
        ImportColumn.Quantity => "quantity",
        ImportColumn.UnitPrice => "unitPrice",
        ImportColumn.TaxRate => "taxRate",
        ImportColumn.Discount => "discount",
        ImportColumn.ShippingFee => "shippingFee",
        ImportColumn.PaymentMethod => "paymentMethod",
        ImportColumn.DeliveryDate => "deliveryDate",
        ImportColumn.DeliveryTime => "deliveryTime",
        ImportColumn.Note => "note",
        ImportColumn.Group => "bulkImportGroup",
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, null),
    };
}
