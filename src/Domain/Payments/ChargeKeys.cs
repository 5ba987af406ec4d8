using System.Globalization;

namespace OrderPortal.Domain.Payments;

/// <summary>The keys by which a gateway does a thing once, however often it is asked.</summary>
public static class ChargeKeys
{
    /// <summary>The same for every attempt of a round; a new round only begins where the old one's outcome is known.</summary>
    public static string Of(ChargeId charge, int round) => string.Create(CultureInfo.InvariantCulture, $"{charge.Value:N}-{round}");

    public static string Of(RefundId refund) => refund.Value.ToString("N");

    /// <summary>The charge and round of a key; null: it is none of ours.</summary>
    public static (ChargeId Charge, int Round)? Read(string key) =>
        key.Split('-') is [var id, var number] && Guid.TryParseExact(id, "N", out var charge)
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var round) && round > 0
            ? (new ChargeId(charge), round)
            : null;
}
