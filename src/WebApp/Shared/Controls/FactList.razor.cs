using Microsoft.AspNetCore.Components;

namespace OrderPortal.WebApp.Shared.Controls;

/// <summary>Names and values of one object; holds <see cref="Fact"/>s.</summary>
public sealed partial class FactList : ComponentBase
{
    [Parameter]
    public RenderFragment? ChildContent { get; set; }
}
