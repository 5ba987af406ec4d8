using System.Globalization;
using System.Text.Json;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Values;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Orders;

/// <summary>Reads orders as programs write them: JSON by the letter, and its values as the cells of a file are read.</summary>
internal static class OrderBodyReader
{
    /// <summary>Names the order as a whole where a place in it would be named.</summary>
    public const string Whole = "order";

    /// <summary>An order with its place in JSON of others. The reader stands on its beginning, and on its end thereafter.</summary>
    /// <returns>The order, or <see cref="JsonBody.Unreadable"/> with the place in the order.</returns>
    /// <exception cref="JsonException">The JSON goes on nowhere behind this.</exception>
    public static Result<OrderBody> Read(ref Utf8JsonReader reader)
    {
        var start = reader;
        try
        {
            return Checked(JsonSerializer.Deserialize<OrderBody>(ref reader, JsonBody.Strict));
        }
        catch (JsonException exception)
        {
            reader = start;
            reader.Skip();
            return Unreadable(exception);
        }
    }

    /// <summary>An order that is all there is.</summary>
    /// <inheritdoc cref="Read(ref Utf8JsonReader)"/>
    public static Result<OrderBody> Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return Checked(JsonSerializer.Deserialize<OrderBody>(json, JsonBody.Strict));
        }
        catch (JsonException exception)
        {
            return Unreadable(exception);
        }
    }

    /// <summary>Nulls where objects belong are nothing that JSON itself refuses.</summary>
    public static Error? Gap(OrderBody body)
    {
        for (var i = 0; i < body.Lines?.Count; i++)
        {
            if (body.Lines[i] is null)
            {
                return new Error(JsonBody.Unreadable, string.Create(CultureInfo.InvariantCulture, $"lines[{i}]"));
            }
        }

        return null;
    }

    /// <param name="readings">Gets what could not be read, or was read as something else; for the former something harmless stands in the draft.</param>
    public static OrderDraft ToDraft(OrderBody body, TenantSettings settings, DateTimeOffset now, ICollection<OrderProblem> readings)
    {
        var orderedAt = now;
        if (Given(body.OrderedAt) is { } moment)
        {
            Note(readings, ImportColumn.OrderedAt, null, moment, DateValue.ReadMoment(moment, DateOrder.Unstated, out orderedAt));
        }

        DateOnly? deliveryDate = null;
        if (Given(body.DeliveryDate) is { } day)
        {
            Note(readings, ImportColumn.DeliveryDate, null, day, DateValue.ReadDay(day, DateOrder.Unstated, out deliveryDate));
        }

        var method = settings.DefaultPaymentMethod;
        if (Given(body.PaymentMethod) is { } word)
        {
            Note(readings, ImportColumn.PaymentMethod, null, word, PaymentMethodValue.Read(word, out method));
        }

        var (customer, address) = (body.Customer, body.ShippingAddress);
        return new OrderDraft
        {
            OrderNumber = body.OrderNumber ?? "",
            Customer = new OrderCustomer(customer?.Code, customer?.Name ?? "", customer?.Email, customer?.Phone),
            ShippingAddress = new ShippingAddress(address?.PostalCode ?? "", address?.Prefecture ?? "", address?.City ?? "", address?.Line1 ?? "", address?.Line2 ?? ""),
            OrderedAt = orderedAt,
            DeliveryDate = deliveryDate,
            DeliveryTime = body.DeliveryTime,
            PaymentMethod = method,
            Note = body.Note,
            ShippingFee = body.ShippingFee ?? 0,
            Discount = body.Discount ?? 0,
            TaxIncluded = body.TaxIncluded ?? false,
            Lines = [.. (body.Lines ?? []).Select((line, index) => ToDraft(line, index, readings))],
        };
    }

    private static OrderLineDraft ToDraft(OrderLineBody line, int index, ICollection<OrderProblem> readings)
    {
        var quantity = OrderLimits.MinQuantity;
        if (Needed(readings, ImportColumn.Quantity, index, line.Quantity) is { } many)
        {
            var text = many.ToString(CultureInfo.InvariantCulture);
            Note(readings, ImportColumn.Quantity, index, text, WholeNumberValue.ReadQuantity(text, OrderLimits.MinQuantity, OrderLimits.MaxQuantity, out quantity));
        }

        var rate = TaxRate.Standard;
        if (line.TaxRate is { } percent)
        {
            var text = percent.ToString(CultureInfo.InvariantCulture);
            Note(readings, ImportColumn.TaxRate, index, text, TaxRateValue.Read(text, out rate));
        }

        var price = Needed(readings, ImportColumn.UnitPrice, index, line.UnitPrice) ?? 0;
        return new OrderLineDraft(line.ProductCode ?? "", line.ProductName ?? "", quantity, price, rate, null);
    }

    private static long? Needed(ICollection<OrderProblem> readings, ImportColumn field, int line, long? value)
    {
        if (value is null)
        {
            readings.Add(new OrderProblem(field, line, ProblemCodes.Required, ProblemSeverity.Error, null));
        }

        return value;
    }

    private static void Note(ICollection<OrderProblem> readings, ImportColumn field, int? line, string text, ValueFinding finding)
    {
        if (finding.Code is not null)
        {
            readings.Add(new OrderProblem(field, line, finding.Code, finding.Severity, text, finding.Arguments));
        }
    }

    private static Result<OrderBody> Checked(OrderBody? body) => body is null ? new Error(JsonBody.Unreadable, Whole) : Gap(body) is { } gap ? gap : body;

    private static Error Unreadable(JsonException exception) => new(JsonBody.Unreadable, JsonBody.PlaceOf(exception) ?? Whole);

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
