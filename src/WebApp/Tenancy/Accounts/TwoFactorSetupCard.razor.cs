using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Tenancy.Accounts;

namespace OrderPortal.WebApp.Tenancy.Accounts;

/// <summary>A new key as a picture and as text, and the first code of it.</summary>
public sealed partial class TwoFactorSetupCard : ComponentBase
{
    private string _code = "";

    [Inject]
    public required IStringLocalizer<AccountText> Texts { get; init; }

    [Parameter, EditorRequired]
    public TwoFactorSetup Setup { get; set; } = null!;

    [Parameter]
    public string? CodeError { get; set; }

    [Parameter]
    public bool IsBusy { get; set; }

    /// <summary>With the code.</summary>
    [Parameter]
    public EventCallback<string> OnConfirm { get; set; }

    [Parameter]
    public EventCallback OnCancel { get; set; }
}
