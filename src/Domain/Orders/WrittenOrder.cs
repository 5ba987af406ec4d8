using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Values;

namespace OrderPortal.Domain.Orders;

/// <summary>
/// An order as a form or program writes it, read as the cells of a file are: codes and addresses in their plain form, text trimmed, blank as none.
/// What cannot be read stays as it was written, for <see cref="OrderRules.Check"/> to say so.
/// </summary>
internal sealed class WrittenOrder
{
    private readonly List<OrderProblem> _readings;

    private WrittenOrder(List<OrderProblem> readings) => _readings = readings;

    /// <param name="readings">Gets a warning for each value that was read as another one.</param>
    public static OrderDraft Read(OrderDraft written, List<OrderProblem> readings)
    {
        var reader = new WrittenOrder(readings);
        var address = written.ShippingAddress;
        return written with
        {
            OrderNumber = reader.Code(ImportColumn.OrderNumber, null, written.OrderNumber) ?? "",
            Customer = new OrderCustomer(
                reader.Code(ImportColumn.CustomerCode, null, written.Customer.Code),
                reader.Text(ImportColumn.CustomerName, null, written.Customer.Name) ?? "",
                reader.Value(ImportColumn.CustomerEmail, null, written.Customer.Email, EmailValue.Read),
                reader.Value(ImportColumn.CustomerPhone, null, written.Customer.Phone, PhoneValue.Read)),
            ShippingAddress = new ShippingAddress(
                reader.Value(ImportColumn.PostalCode, null, address.PostalCode, PostalCodeValue.Read) ?? "",
                reader.Value(ImportColumn.Prefecture, null, address.Prefecture, PrefectureValue.Read) ?? "",
                reader.Text(ImportColumn.City, null, address.City) ?? "",
                reader.Text(ImportColumn.AddressLine1, null, address.Line1) ?? "",
                reader.Text(ImportColumn.AddressLine2, null, address.Line2) ?? ""),
            DeliveryTime = reader.Text(ImportColumn.DeliveryTime, null, written.DeliveryTime),
            Note = reader.Text(ImportColumn.Note, null, written.Note),
            Lines = [.. written.Lines.Select((line, index) => line with
            {
                ProductCode = reader.Code(ImportColumn.ProductCode, index, line.ProductCode) ?? "",
                ProductName = reader.Text(ImportColumn.ProductName, index, line.ProductName) ?? "",
            })],
        };
    }

    private delegate ValueFinding Reader(string cell, out string value);

    private string? Code(ImportColumn field, int? line, string? written) => Value(field, line, written, CodeValue.Read);

    private string? Text(ImportColumn field, int? line, string? written) =>
        Value(field, line, written, (string cell, out string value) => TextValue.Read(cell, multiLine: field == ImportColumn.Note, out value));

    private string? Value(ImportColumn field, int? line, string? written, Reader read)
    {
        if (string.IsNullOrEmpty(written) || CellText.IsBlank(written))
        {
            return null;
        }

        var finding = read(written, out var value);
        if (finding.IsFault)
        {
            return written;
        }

        if (finding.Code is not null)
        {
            _readings.Add(new OrderProblem(field, line, finding.Code, finding.Severity, ProblemText.Shorten(written), finding.Arguments));
        }

        return value;
    }
}
