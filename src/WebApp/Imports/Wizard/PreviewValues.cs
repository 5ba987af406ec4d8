using System.Globalization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Localization;

namespace OrderPortal.WebApp.Imports.Wizard;

/// <summary>Values of a row as the portal will show them.</summary>
public sealed class PreviewValues(IStringLocalizer<ImportWizardText> texts)
{
    public static bool IsNumber(ImportColumn column) => column is ImportColumn.Quantity or ImportColumn.UnitPrice or ImportColumn.Discount or ImportColumn.ShippingFee;

    /// <summary>Empty where the row has no value of its own.</summary>
    public string Of(OrderRow? row, ImportColumn column) => row?.Has(column) != true ? "" : column switch
    {
        ImportColumn.OrderNumber => row.OrderNumber,
        ImportColumn.OrderedAt => ReaderClock.Format(row.OrderedAt.DateTime, dateOnly: false, seconds: row.OrderedAt.Second != 0),
        ImportColumn.CustomerCode => row.CustomerCode,
        ImportColumn.CustomerName => row.CustomerName,
        ImportColumn.CustomerEmail => row.CustomerEmail,
        ImportColumn.CustomerPhone => row.CustomerPhone,
        ImportColumn.PostalCode => row.PostalCode,
        ImportColumn.Prefecture => row.Prefecture,
        ImportColumn.City => row.City,
        ImportColumn.AddressLine1 => row.AddressLine1,
        ImportColumn.AddressLine2 => row.AddressLine2,
        ImportColumn.ProductCode => row.ProductCode,
        ImportColumn.ProductName => row.ProductName,
        ImportColumn.Quantity => row.Quantity.ToString("N0", CultureInfo.InvariantCulture),
        ImportColumn.UnitPrice => YenAmount.Format(row.UnitPrice),
        ImportColumn.TaxRate => string.Create(CultureInfo.InvariantCulture, $"{(int)row.TaxRate}%"),
        ImportColumn.Discount => YenAmount.Format(row.Discount),
        ImportColumn.ShippingFee => YenAmount.Format(row.ShippingFee),
        ImportColumn.PaymentMethod => texts[row.PaymentMethod switch
        {
            PaymentMethod.Konbini => nameof(ImportWizardText.MethodKonbini),
            PaymentMethod.BankTransfer => nameof(ImportWizardText.MethodBankTransfer),
            _ => nameof(ImportWizardText.MethodCreditCard),
        }],
        ImportColumn.DeliveryDate => row.DeliveryDate is { } day ? ReaderClock.Format(day.ToDateTime(default), dateOnly: true, seconds: false) : "",
        ImportColumn.DeliveryTime => row.DeliveryTime,
        ImportColumn.Note => row.Note,
        ImportColumn.Group => row.Group,
        _ => throw new ArgumentOutOfRangeException(nameof(column), column, null),
    } ?? "";

    /// <summary>Beyond blanks at the edges, and beyond how amounts and dates are written anyway.</summary>
    public static bool Differs(string shown, string original)
    {
        var bare = original.Trim();
        return bare.Length > 0 && !string.Equals(shown, bare, StringComparison.Ordinal)
            && !string.Equals(shown.Replace(",", "", StringComparison.Ordinal).TrimStart('¥'), bare.Replace(",", "", StringComparison.Ordinal).TrimStart('¥', '￥'), StringComparison.Ordinal);
    }
}
