using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Catalog;

/// <summary>Whether a product is on sale.</summary>
public sealed partial class SaleLabel : ComponentBase
{
    [Inject]
    public required IStringLocalizer<CatalogText> Texts { get; init; }

    [Parameter, EditorRequired]
    public bool Active { get; set; }
}
