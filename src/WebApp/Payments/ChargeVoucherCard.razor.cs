using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using OrderPortal.Domain.Payments;
using OrderPortal.WebApp.Shared.Localization;

namespace OrderPortal.WebApp.Payments;

/// <summary>What the customer needs at the till. Printed, the page is this card alone.</summary>
public sealed partial class ChargeVoucherCard : ComponentBase
{
    [Inject]
    public required IStringLocalizer<PaymentsText> Texts { get; init; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    [Parameter, EditorRequired]
    public ChargeListItem Charge { get; set; } = null!;

    [Parameter, EditorRequired]
    public Voucher Voucher { get; set; } = null!;

    /// <summary>It can still be paid.</summary>
    [Parameter]
    public bool IsOpen { get; set; }

    /// <summary>Shops keep Japanese time, wherever the reader is.</summary>
    private string Deadline
    {
        get
        {
            var moment = TimeZoneInfo.ConvertTime(Voucher.ExpiresAt, ReaderClock.Tokyo).DateTime;
            return CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "ja"
                ? moment.ToString("yyyy年M月d日 HH:mm", CultureInfo.InvariantCulture)
                : ReaderClock.Format(moment, dateOnly: false, seconds: false);
        }
    }

    /// <summary>The gateway's own slip; nothing but an address of the web is linked.</summary>
    private string? Link => Uri.TryCreate(Voucher.Url, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps ? address.AbsoluteUri : null;

    private async Task PrintAsync() => await Script.InvokeVoidAsync("print");
}
