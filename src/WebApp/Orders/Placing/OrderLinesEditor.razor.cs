using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using OrderPortal.Domain.Catalog;
using OrderPortal.Domain.Imports;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Orders.Placing;

/// <summary>The lines of the order. A product is chosen by its code or a part of its name, and brings name, price and tax rate.</summary>
public sealed partial class OrderLinesEditor : ComponentBase
{
    private const int Offered = 20;

    private IReadOnlyList<Product> _offered = [];
    private string? _focus;

    [Inject]
    public required IStringLocalizer<NewOrderText> Texts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Parameter, EditorRequired]
    public OrderEntry Entry { get; set; } = null!;

    [Parameter]
    public EventCallback OnChanged { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_focus is { } id)
        {
            _focus = null;
            await using var module = await Script.InvokeAsync<IJSObjectReference>("import", "/js/focus.js");
            await module.InvokeVoidAsync("element", id);
        }
    }

    private async Task OfferAsync(NewOrderLine line)
    {
        var text = EntryReader.CodeOf(line.Text(ImportColumn.ProductCode));
        _offered = text.Length == 0 ? [] : (await Operations.RunAsync<IProductQueries, Domain.Shared.Page<Product>>(
            (await Authentication).User, (products, ct) => products.ListAsync(new ProductFilter(text, Active: true), Offered, null, ct))).Items;
        if (_offered.FirstOrDefault(product => product.Code == text) is { } chosen)
        {
            Take(line, chosen);
        }

        await OnChanged.InvokeAsync();
    }

    /// <summary>What was typed is a code, or the name of one product.</summary>
    private async Task LookUpAsync(NewOrderLine line)
    {
        var text = EntryReader.CodeOf(line.Text(ImportColumn.ProductCode));
        if (text.Length == 0)
        {
            return;
        }

        var found = await Operations.RunAsync<IProductQueries, IReadOnlyDictionary<string, Product>>((await Authentication).User, (products, ct) => products.FindAsync([text], ct));
        var product = found.GetValueOrDefault(text);
        if (product is null && _offered is [var only] && (only.Values.Name == text || only.Values.NameEnglish == text))
        {
            product = only;
            Entry.Set(ImportColumn.ProductCode, line, only.Code);
        }

        Entry.Know(product?.Code ?? text, product is { Values.Active: true } ? product : null);
        if (product is { Values.Active: true })
        {
            Take(line, product);
        }

        await OnChanged.InvokeAsync();
    }

    private void Take(NewOrderLine line, Product product)
    {
        Entry.Fill(ImportColumn.ProductName, line, product.Values.Name);
        Entry.Fill(ImportColumn.UnitPrice, line, product.Values.Price.ToString(CultureInfo.InvariantCulture));
        Entry.Fill(ImportColumn.TaxRate, line, ((int)product.Values.TaxRate).ToString(CultureInfo.InvariantCulture));
    }

    private Task SwitchTaxAsync(ChangeEventArgs change)
    {
        Entry.SwitchTax(change.Value is true);
        return OnChanged.InvokeAsync();
    }

    private Task AddAsync()
    {
        Entry.AddLine();
        _focus = new EntryKey(ImportColumn.ProductCode, Entry.Form.Lines[^1].Key).Id;
        return OnChanged.InvokeAsync();
    }

    /// <summary>The focus would be lost with the line: it goes to the one that stands there now.</summary>
    private Task RemoveAsync(NewOrderLine line)
    {
        var at = Entry.Form.Lines.IndexOf(line);
        Entry.RemoveLine(line);
        _focus = new EntryKey(ImportColumn.ProductCode, Entry.Form.Lines[Math.Min(at, Entry.Form.Lines.Count - 1)].Key).Id;
        return OnChanged.InvokeAsync();
    }
}
