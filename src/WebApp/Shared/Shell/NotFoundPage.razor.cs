using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Shared.Shell;

/// <summary>No such page, or no such thing that this tenant could see: the two look the same on purpose.</summary>
public sealed partial class NotFoundPage : ComponentBase
{
    [Inject]
    public required IStringLocalizer<ShellText> Texts { get; set; }
}
