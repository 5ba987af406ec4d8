using System.Globalization;

namespace OrderPortal.Testing.Payments;

/// <summary>What the double takes for making a PaymentIntent; nothing else.</summary>
internal static class StripeParameters
{
    private static readonly string[] Known =
    [
        "amount", "currency", "confirm", "description", "payment_method_types[]", "payment_method", "metadata[tenant_id]", "metadata[charge_id]", "metadata[key]", "payment_method_data[type]",
        "payment_method_data[billing_details][name]", "payment_method_data[billing_details][email]", "payment_method_options[konbini][product_description]",
        "payment_method_options[konbini][expires_after_days]", "payment_method_options[konbini][confirmation_number]",
    ];

    /// <summary>Null: it can be executed.</summary>
    public static string? FaultOf(Dictionary<string, string> form)
    {
        var konbini = form.GetValueOrDefault("payment_method_types[]") == "konbini";
        var amount = Number(form, "amount");
        return form.Keys.Any(name => !Known.Contains(name)) ? "parameter_unknown"
            : form.GetValueOrDefault("currency") != "jpy" || form.GetValueOrDefault("confirm") != "true" ? "parameter_invalid"
            : amount is null ? "parameter_missing"
            : konbini ? KonbiniFaultOf(form, amount.Value)
            : amount < 50 ? "amount_too_small"
            : form.GetValueOrDefault("payment_method_types[]") != "card" || !form.ContainsKey("payment_method") ? "parameter_missing"
            : null;
    }

    public static long? Number(IReadOnlyDictionary<string, string> form, string name) =>
        form.TryGetValue(name, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? KonbiniFaultOf(Dictionary<string, string> form, long amount)
    {
        var number = form.GetValueOrDefault("payment_method_options[konbini][confirmation_number]");
        return amount is < 120 or > 300_000 ? "amount_out_of_range"
            : form.GetValueOrDefault("payment_method_data[type]") != "konbini" ? "parameter_missing"
            : string.IsNullOrEmpty(form.GetValueOrDefault("payment_method_data[billing_details][name]")) ? "parameter_missing"
            : !form.GetValueOrDefault("payment_method_data[billing_details][email]", "").Contains('@', StringComparison.Ordinal) ? "email_invalid"
            : form.GetValueOrDefault("payment_method_options[konbini][product_description]", "").Length > 22 ? "parameter_invalid_string"
            : Number(form, "payment_method_options[konbini][expires_after_days]") is < 1 or > 60 ? "parameter_invalid_integer"
            : number is not null && (number.Length is not (10 or 11) || !number.All(char.IsAsciiDigit) || number.All(static digit => digit == '0')) ? "confirmation_number_invalid"
            : null;
    }
}
