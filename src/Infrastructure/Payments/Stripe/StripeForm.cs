using System.Collections;
using System.Globalization;

namespace OrderPortal.Infrastructure.Payments.Stripe;

/// <summary>Parameters of a request in Stripe's way: nested names in brackets, always in the same sequence.</summary>
internal sealed class StripeForm : IEnumerable<KeyValuePair<string, string>>
{
    private readonly List<KeyValuePair<string, string>> _values = [];

    /// <param name="value">Null: the parameter is left out.</param>
    public void Add(string name, string? value)
    {
        if (value is not null)
        {
            _values.Add(new(name, value));
        }
    }

    public void Add(string name, long value) => Add(name, value.ToString(CultureInfo.InvariantCulture));

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _values.GetEnumerator();

    /// <summary>For addresses.</summary>
    public string ToQuery() => string.Join('&', _values.Select(static value => $"{Uri.EscapeDataString(value.Key)}={Uri.EscapeDataString(value.Value)}"));

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
