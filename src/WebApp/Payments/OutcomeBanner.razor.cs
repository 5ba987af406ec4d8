using Microsoft.AspNetCore.Components;

namespace OrderPortal.WebApp.Payments;

/// <summary>Says what came of what the reader asked for.</summary>
public sealed partial class OutcomeBanner : ComponentBase
{
    [Parameter, EditorRequired]
    public ActionOutcome? Outcome { get; set; }

    [Parameter, EditorRequired]
    public EventCallback OnClose { get; set; }
}
