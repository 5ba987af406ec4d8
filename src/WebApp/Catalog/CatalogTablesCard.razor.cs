using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using OrderPortal.Domain.Catalog;

namespace OrderPortal.WebApp.Catalog;

/// <summary>The catalogue as a table: in by HTTP (see <c>catalog-upload.js</c>), not through the circuit. For who may write.</summary>
public sealed partial class CatalogTablesCard : ComponentBase, IAsyncDisposable
{
    private readonly DotNetObjectReference<CatalogTablesCard> _self;
    private ElementReference _form;
    private IJSObjectReference? _module;

    public CatalogTablesCard() => _self = DotNetObjectReference.Create(this);

    [Inject]
    public required IStringLocalizer<CatalogText> Texts { get; init; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    [Parameter, EditorRequired]
    public CatalogSheet Sheet { get; set; } = null!;

    /// <summary>Of the endpoints.</summary>
    [Parameter, EditorRequired]
    public string Path { get; set; } = "";

    /// <summary>Rows of a table were taken in: the list looks different now.</summary>
    [Parameter]
    public EventCallback OnTaken { get; set; }

    private static long MaxBytes => CatalogEndpoints.MaxBytes;

    /// <summary>The script tells that a table was taken in.</summary>
    [JSInvokable]
    public Task TakenAsync() => InvokeAsync(OnTaken.InvokeAsync);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_module is not null)
        {
            return;
        }

        _module = await Script.InvokeAsync<IJSObjectReference>("import", "/js/catalog-upload.js");
        await _module.InvokeVoidAsync("attach", _form, _self, new
        {
            working = Texts[nameof(CatalogText.Working)].Value,
            broken = Texts[nameof(CatalogText.Broken)].Value,
            tooLarge = Texts[nameof(CatalogText.TooLarge)].Value,
            refused = Texts[nameof(CatalogText.Refused)].Value,
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
