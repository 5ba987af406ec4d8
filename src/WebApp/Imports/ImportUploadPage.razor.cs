using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using OrderPortal.Domain.Imports;

namespace OrderPortal.WebApp.Imports;

/// <summary>
/// Where files are handed over. They travel by HTTP with a progress of their own, not through the circuit, so that a dropped
/// circuit does not stop an upload; see <c>import-upload.js</c>.
/// </summary>
public sealed partial class ImportUploadPage : ComponentBase, IAsyncDisposable
{
    private ElementReference _form;
    private IJSObjectReference? _module;

    [Inject]
    public required IStringLocalizer<ImportsText> Texts { get; init; }

    [Inject]
    public required ImportLimits Limits { get; init; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    private string MaxMegabytes => (Limits.MaxFileBytes / (1024 * 1024)).ToString("N0", CultureInfo.InvariantCulture);

    private string MaxRows => Limits.MaxRows.ToString("N0", CultureInfo.InvariantCulture);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        _module = await Script.InvokeAsync<IJSObjectReference>("import", "/js/import-upload.js");
        await _module.InvokeVoidAsync("attach", _form, new
        {
            uploading = Texts[nameof(ImportsText.Uploading)].Value,
            done = Texts[nameof(ImportsText.UploadDone)].Value,
            view = Texts[nameof(ImportsText.UploadView)].Value,
            stop = Texts[nameof(ImportsText.UploadStop)].Value,
            stopped = Texts[nameof(ImportsText.UploadStopped)].Value,
            broken = Texts[nameof(ImportsText.UploadBroken)].Value,
            tooLarge = Texts[nameof(ImportsText.UploadTooLarge), MaxMegabytes].Value,
            sameFile = Texts[nameof(ImportsText.UploadSameFile)].Value,
            failed = Texts[nameof(ImportsText.UploadFailedTitle)].Value,
            remove = Texts[nameof(ImportsText.UploadRemove)].Value,
        });
    }

    public async ValueTask DisposeAsync()
    {
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
