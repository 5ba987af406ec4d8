using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Shared.Shell;

/// <summary>Where the exception handler and refused requests (400, 405 and the like) end.</summary>
public sealed partial class ErrorPage : ComponentBase
{
    private string _number = "";

    [CascadingParameter]
    public HttpContext? Context { get; set; }

    [Inject]
    public required IStringLocalizer<ShellText> Texts { get; set; }

    [Inject]
    public required ILogger<ErrorPage> Log { get; set; }

    /// <summary>Status of a refused request, where that is what led here.</summary>
    [Parameter]
    public int Code { get; set; }

    private bool IsRefused => Code is >= 400 and < 500;

    protected override void OnInitialized()
    {
        _number = SupportNumber.Current();
        if (Context?.Features.Get<IExceptionHandlerFeature>() is not null)
        {
            // The handler has logged the exception itself; this line ties the number to its trace.
            Log.LogError("Shown to the reader with support number {SupportNumber}", _number);
        }
    }
}
