using System.Collections.Frozen;
using OrderPortal.Domain.Orders;

namespace OrderPortal.Domain.Imports.Values;

/// <summary>
/// Payment methods by their API names and the words shops use. 代金引換 and コンビニ後払い are left out on purpose: the portal cannot settle them.
/// </summary>
public static class PaymentMethodValue
{
    private static readonly FrozenDictionary<string, PaymentMethod> Words = Keys(
        (PaymentMethod.CreditCard,
            "credit_card クレジットカード クレジット クレジットカード決済 クレジットカード払い クレジット決済 クレカ カード カード決済 カード払い カード支払い credit card"),
        (PaymentMethod.Konbini,
            "konbini コンビニ コンビニ決済 コンビニ払い コンビニ支払 コンビニ支払い コンビニエンスストア コンビニエンスストア決済 コンビニ前払い convenience_store"),
        (PaymentMethod.BankTransfer,
            "bank_transfer 銀行振込 銀行振り込み 銀行振込み 振込 振り込み 振込み お振込 銀行 銀行口座振込 bank wire_transfer"),
        (PaymentMethod.Invoice,
            "invoice 請求書 請求書払い 請求書払 請求書後払い 後払い 後払 掛け 掛 掛け払い 掛払い 掛売 掛売り 売掛 売掛金"));

    // The spellings that files really carry, met without folding.
    private static readonly FrozenDictionary<string, PaymentMethod> Exact = new Dictionary<string, PaymentMethod>(StringComparer.Ordinal)
    {
        ["credit_card"] = PaymentMethod.CreditCard, ["クレジットカード"] = PaymentMethod.CreditCard, ["カード"] = PaymentMethod.CreditCard,
        ["konbini"] = PaymentMethod.Konbini, ["コンビニ"] = PaymentMethod.Konbini, ["コンビニ決済"] = PaymentMethod.Konbini,
        ["bank_transfer"] = PaymentMethod.BankTransfer, ["銀行振込"] = PaymentMethod.BankTransfer, ["振込"] = PaymentMethod.BankTransfer,
        ["invoice"] = PaymentMethod.Invoice, ["請求書"] = PaymentMethod.Invoice, ["後払い"] = PaymentMethod.Invoice, ["掛け"] = PaymentMethod.Invoice,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <param name="value"><see cref="PaymentMethod.CreditCard"/> for a fault.</param>
    public static ValueFinding Read(string cell, out PaymentMethod value)
    {
        if (Exact.TryGetValue(cell, out value) || (cell.Length <= 40 && Words.TryGetValue(CellText.MatchKey(cell), out value)))
        {
            return ValueFinding.None;
        }

        value = PaymentMethod.CreditCard;
        return ValueFinding.Fault(ProblemCodes.UnknownPaymentMethod);
    }

    private static FrozenDictionary<string, PaymentMethod> Keys(params (PaymentMethod Method, string Words)[] table)
    {
        var keys = new Dictionary<string, PaymentMethod>(StringComparer.Ordinal);
        foreach (var (method, words) in table)
        {
            foreach (var word in words.Split(' '))
            {
                keys[CellText.MatchKey(word)] = method;
            }
        }

        return keys.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
