using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using OrderPortal.Domain.Imports;

namespace OrderPortal.WebApp.Imports.Wizard;

/// <summary>
/// Where files are handed over. They travel by HTTP with a progress of their own, not through the circuit, so that a dropped
/// circuit does not stop an upload; see <c>import-upload.js</c>. A file alone leads to the next step, several wait below.
/// </summary>
public sealed partial class UploadStep : ComponentBase, IAsyncDisposable
{
    private readonly DotNetObjectReference<UploadStep> _self;
    private ElementReference _form;
    private IJSObjectReference? _module;
    private WaitingFiles? _waiting;

    public UploadStep() => _self = DotNetObjectReference.Create(this);

    [Inject]
    public required IStringLocalizer<ImportsText> Texts { get; init; }

    [Inject]
    public required IStringLocalizer<ImportWizardText> WizardTexts { get; init; }

    [Inject]
    public required ImportLimits Limits { get; init; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    private string MaxMegabytes => (Limits.MaxFileBytes / (1024 * 1024)).ToString("N0", CultureInfo.InvariantCulture);

    private string MaxRows => Limits.MaxRows.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>The script tells that one of several files has arrived.</summary>
    [JSInvokable]
    public Task UploadedAsync() => InvokeAsync(() => _waiting?.ReloadAsync() ?? Task.CompletedTask);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        _module = await Script.InvokeAsync<IJSObjectReference>("import", "/js/import-upload.js");
        await _module.InvokeVoidAsync("attach", _form, _self, new
        {
            uploading = Texts[nameof(ImportsText.Uploading)].Value,
            done = WizardTexts[nameof(ImportWizardText.UploadDone)].Value,
            review = WizardTexts[nameof(ImportWizardText.WaitingReview)].Value,
            stop = Texts[nameof(ImportsText.UploadStop)].Value,
            stopped = Texts[nameof(ImportsText.UploadStopped)].Value,
            broken = Texts[nameof(ImportsText.UploadBroken)].Value,
            tooLarge = Texts[nameof(ImportsText.UploadTooLarge), MaxMegabytes].Value,
            failed = Texts[nameof(ImportsText.UploadFailedTitle)].Value,
            remove = Texts[nameof(ImportsText.UploadRemove)].Value,
        });
    }

    public async ValueTask DisposeAsync()
    {
        _self.Dispose();
        if (_module is null)
        {
            return;
        }

        try
        {
            await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and the module with it.
        }
    }
}
