using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Notifications;

/// <summary>Narrows the list; a plain form, so that it works before the circuit does.</summary>
public sealed partial class NotificationsFilterBar : ComponentBase
{
    [Inject]
    public required IStringLocalizer<NotificationsText> Texts { get; init; }

    [Inject]
    public required IStringLocalizer<StatusText> Statuses { get; init; }

    [Inject]
    public required NotificationMessages Messages { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Parameter, EditorRequired]
    public required NotificationsFilter Filter { get; set; }

    /// <summary>Conditions that no field of the form shows.</summary>
    private IEnumerable<(string Text, string Parameter)> Chips
    {
        get
        {
            if (Filter.Import is { } import)
            {
                yield return (Texts[nameof(NotificationsText.FilterImport), import], "import");
            }

            if (Filter.OrderNumber is { } order)
            {
                yield return (Texts[nameof(NotificationsText.FilterOrder), order], "order");
            }
        }
    }

    private string Any(string key) => Texts[nameof(NotificationsText.FilterAny), Texts[key].Value];

    private string HrefWithout(string parameter) =>
        Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>(StringComparer.Ordinal) { [parameter] = null, ["after"] = null });
}
