using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Delivery;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Values;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Orders.Placing;

/// <summary>Where the order goes. Where the table of postal codes has been loaded, a code brings its address.</summary>
public sealed partial class AddressFields : ComponentBase
{
    private bool _isUnknown;

    [Inject]
    public required IStringLocalizer<NewOrderText> Texts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Parameter, EditorRequired]
    public OrderEntry Entry { get; set; } = null!;

    /// <summary>False: nobody has loaded the table, and nothing is looked up or said of it.</summary>
    [Parameter]
    public bool HasPostalCodes { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    private string? Hint => !HasPostalCodes ? null : Texts[_isUnknown ? nameof(NewOrderText.PostalCodeUnknown) : nameof(NewOrderText.PostalCodeHint)].Value;

    private Task ChangeAsync()
    {
        _isUnknown = false;
        return OnChanged.InvokeAsync();
    }

    private async Task LookUpAsync()
    {
        if (!HasPostalCodes || PostalCodeValue.Read(Entry.Text(ImportColumn.PostalCode), out var code).IsFault)
        {
            return;
        }

        var area = await Operations.RunAsync<IPostalCodes, PostalArea?>((await Authentication).User, (codes, ct) => codes.FindAsync(code, ct));
        _isUnknown = area is null;
        Entry.Fill(ImportColumn.Prefecture, null, area?.Prefecture);
        Entry.Fill(ImportColumn.City, null, area?.City);
        Entry.Fill(ImportColumn.AddressLine1, null, area?.Town);
        await OnChanged.InvokeAsync();
    }
}
