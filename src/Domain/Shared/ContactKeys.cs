using System.Text;

namespace OrderPortal.Domain.Shared;

/// <summary>
/// The forms under which e-mail addresses and phone numbers are found again: two spellings of the same address have the same key.
/// Keys are for comparing only, never shown and never written to.
/// </summary>
public static class ContactKeys
{
    /// <summary>NFKC, without surrounding space, lower case.</summary>
    public static string Email(string email) =>
        email.Normalize(NormalizationForm.FormKC).Trim().ToLowerInvariant();

    /// <summary>The digits alone; +81 and a leading 0 are the same number.</summary>
    public static string Phone(string phone)
    {
        var folded = phone.Normalize(NormalizationForm.FormKC).Trim();
        var digits = new StringBuilder(folded.Length);
        foreach (var c in folded)
        {
            if (char.IsAsciiDigit(c))
            {
                digits.Append(c);
            }
        }

        var key = digits.ToString();
        return folded.StartsWith('+') && key.StartsWith("81", StringComparison.Ordinal) ? "0" + key[2..] : key;
    }
}
