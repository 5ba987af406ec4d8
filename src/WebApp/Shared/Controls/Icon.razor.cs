using Microsoft.AspNetCore.Components;

namespace OrderPortal.WebApp.Shared.Controls;

/// <summary>Always decoration: the words stand beside it, or in the label of the button that holds it.</summary>
public sealed partial class Icon : ComponentBase
{
    [Parameter, EditorRequired]
    public IconName Name { get; set; }

    /// <summary>Turns; stands still where the reader asked for reduced motion.</summary>
    [Parameter]
    public bool Spin { get; set; }

    [Parameter]
    public string? Class { get; set; }

    private string Css => $"op-icon{(Spin ? " op-icon--spin" : "")}{(Class is null ? "" : " " + Class)}";
}
