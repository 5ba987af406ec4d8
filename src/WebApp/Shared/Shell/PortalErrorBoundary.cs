using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;

namespace OrderPortal.WebApp.Shared.Shell;

/// <summary>Keeps the shell alive when a page fails, and shows a number instead of the exception.</summary>
public sealed class PortalErrorBoundary : ErrorBoundary
{
    private string _number = "";

    [Inject]
    public required ILogger<PortalErrorBoundary> Log { get; set; }

    protected override Task OnErrorAsync(Exception exception)
    {
        _number = SupportNumber.Current();
        Log.LogError(exception, "A page failed. Support number {SupportNumber}", _number);
        return Task.CompletedTask;
    }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        if (CurrentException is null)
        {
            builder.AddContent(0, ChildContent);
            return;
        }

        builder.OpenComponent<ErrorMessage>(1);
        builder.AddAttribute(2, nameof(ErrorMessage.Number), _number);
        builder.CloseComponent();
    }
}
