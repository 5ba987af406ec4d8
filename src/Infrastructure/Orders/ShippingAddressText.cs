using OrderPortal.Domain.Orders;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Orders;

/// <summary>
/// A shipping address as the one encrypted value of its column: five parts with a separator that no address holds. The empty
/// address is no bytes at all. EF and the bulk writer both store it through here.
/// </summary>
public static class ShippingAddressText
{
    private const char Separator = '\u001F';

    /// <summary>The text that is encrypted under <see cref="FieldContexts.OrderShippingAddress"/>; empty for the empty address.</summary>
    public static string Pack(ShippingAddress address) => address == ShippingAddress.Empty
        ? ""
        : string.Join(Separator, Clean(address.PostalCode), Clean(address.Prefecture), Clean(address.City), Clean(address.Line1), Clean(address.Line2));

    public static ShippingAddress Unpack(string text)
    {
        var parts = text.Split(Separator);
        return parts.Length == 5 ? new ShippingAddress(parts[0], parts[1], parts[2], parts[3], parts[4]) : ShippingAddress.Empty;
    }

    public static byte[] Encrypt(ShippingAddress address, FieldCipher cipher) =>
        Pack(address) is { Length: > 0 } text ? cipher.Encrypt(text, FieldContexts.OrderShippingAddress) : [];

    public static ShippingAddress Decrypt(byte[] value, FieldCipher cipher) =>
        value.Length == 0 ? ShippingAddress.Empty : Unpack(cipher.Decrypt(value, FieldContexts.OrderShippingAddress));

    private static string Clean(string part) => part.Contains(Separator, StringComparison.Ordinal) ? part.Replace(Separator, ' ') : part;
}
