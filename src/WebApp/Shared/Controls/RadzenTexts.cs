using System.Globalization;
using Radzen;

namespace OrderPortal.WebApp.Shared.Controls;

/// <summary>Our wording for the words of Radzen's components; what we do not name stays with Radzen's own translation.</summary>
public sealed class RadzenTexts : ILocalizer
{
    public string? Get(string key, CultureInfo culture) => RadzenText.ResourceManager.GetString(key, culture);
}
