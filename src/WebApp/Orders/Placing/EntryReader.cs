using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Values;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.WebApp.Orders.Placing;

/// <summary>Reads the form as the cells of a file are read. A number that is none stands for a harmless one, and is told of.</summary>
internal static class EntryReader
{
    /// <param name="lines">Those that count.</param>
    /// <param name="now">When the order was placed, where nothing else was typed; in the person's time zone, which a time that was typed is of.</param>
    /// <param name="faults">Gets what could not be read.</param>
    public static OrderDraft Read(NewOrderForm form, IReadOnlyList<NewOrderLine> lines, (DateTimeOffset Moment, TimeZoneInfo Zone) now, TenantSettings settings, ICollection<OrderProblem> faults)
    {
        var orderedAt = now.Moment;
        if (Given(Text(ImportColumn.OrderedAt)) is { } time)
        {
            var finding = DateValue.ReadMoment(time, DateOrder.Unstated, out var read);
            Fault(ImportColumn.OrderedAt, null, time, finding);
            orderedAt = finding.IsFault ? orderedAt : new DateTimeOffset(read.DateTime, now.Zone.GetUtcOffset(read.DateTime));
        }

        DateOnly? deliveryDate = null;
        if (Given(Text(ImportColumn.DeliveryDate)) is { } date)
        {
            Fault(ImportColumn.DeliveryDate, null, date, DateValue.ReadDay(date, DateOrder.Unstated, out deliveryDate));
        }

        var method = settings.DefaultPaymentMethod;
        if (Given(Text(ImportColumn.PaymentMethod)) is { } word)
        {
            Fault(ImportColumn.PaymentMethod, null, word, PaymentMethodValue.Read(word, out method));
        }

        return new OrderDraft
        {
            OrderNumber = Text(ImportColumn.OrderNumber),
            Customer = new OrderCustomer(
                Given(Text(ImportColumn.CustomerCode)), Text(ImportColumn.CustomerName), Given(Text(ImportColumn.CustomerEmail)), Given(Text(ImportColumn.CustomerPhone))),
            ShippingAddress = new ShippingAddress(
                Text(ImportColumn.PostalCode), Text(ImportColumn.Prefecture), Text(ImportColumn.City), Text(ImportColumn.AddressLine1), Text(ImportColumn.AddressLine2)),
            OrderedAt = orderedAt,
            DeliveryDate = deliveryDate,
            DeliveryTime = Given(Text(ImportColumn.DeliveryTime)),
            PaymentMethod = method,
            Note = Given(Text(ImportColumn.Note)),
            ShippingFee = Fee(ImportColumn.ShippingFee),
            Discount = Fee(ImportColumn.Discount),
            TaxIncluded = form.TaxIncluded,
            Lines = [.. lines.Select(Line)],
        };

        string Text(ImportColumn field) => form.Fields.TryGetValue(field, out var text) ? text : "";

        long Fee(ImportColumn field)
        {
            var yen = 0L;
            if (Given(Text(field)) is { } text)
            {
                Fault(field, null, text, WholeNumberValue.ReadYen(text, 0, OrderLimits.MaxFee, out yen));
            }

            return yen;
        }

        OrderLineDraft Line(NewOrderLine line, int index)
        {
            // Of a line without its number nothing is added up yet.
            var (quantity, price, rate) = (OrderLimits.MinQuantity, 0L, TaxRate.Standard);
            if (Needed(ImportColumn.Quantity, index, line.Text(ImportColumn.Quantity)) is { } many)
            {
                Fault(ImportColumn.Quantity, index, many, WholeNumberValue.ReadQuantity(many, OrderLimits.MinQuantity, OrderLimits.MaxQuantity, out quantity));
            }

            if (Needed(ImportColumn.UnitPrice, index, line.Text(ImportColumn.UnitPrice)) is { } yen)
            {
                Fault(ImportColumn.UnitPrice, index, yen, WholeNumberValue.ReadYen(yen, 0, OrderLimits.MaxUnitPrice, out price));
            }

            if (Given(line.Text(ImportColumn.TaxRate)) is { } percent)
            {
                Fault(ImportColumn.TaxRate, index, percent, TaxRateValue.Read(percent, out rate));
            }

            return new OrderLineDraft(line.Text(ImportColumn.ProductCode), line.Text(ImportColumn.ProductName), quantity, price, rate, null);
        }

        string? Needed(ImportColumn field, int index, string text)
        {
            if (Given(text) is null)
            {
                faults.Add(new OrderProblem(field, index, ProblemCodes.Required, ProblemSeverity.Error, null));
            }

            return Given(text);
        }

        void Fault(ImportColumn field, int? line, string text, ValueFinding finding)
        {
            if (finding.Code is not null)
            {
                faults.Add(new OrderProblem(field, line, finding.Code, finding.Severity, text, finding.Arguments));
            }
        }
    }

    /// <summary>The rules of orders on what was read, without a second complaint about what was not. A number that is left blank is generated.</summary>
    public static IReadOnlyList<OrderProblem> Check(OrderDraft draft, TenantSettings settings, IReadOnlyCollection<OrderProblem> faults) =>
        OrderRules.CheckRead(draft.OrderNumber.Trim().Length > 0 ? draft : draft with { OrderNumber = "-" }, settings, faults);

    /// <summary>A code as it is stored and looked up; empty where it is blank or cannot be read.</summary>
    public static string CodeOf(string text)
    {
        CodeValue.Read(text, out var code);
        return code;
    }

    private static string? Given(string text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
