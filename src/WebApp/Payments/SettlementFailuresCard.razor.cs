using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Payments;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Payments;

/// <summary>What went wrong, by reason, each with the way to try its charges again.</summary>
public sealed partial class SettlementFailuresCard : ComponentBase
{
    private ChargeFailure? _asked;
    private bool _asking;
    private bool _running;

    [Inject]
    public required IStringLocalizer<PaymentsText> Texts { get; init; }

    [Inject]
    public required IStringLocalizer<StatusText> Statuses { get; init; }

    [Inject]
    public required PaymentMessages Messages { get; init; }

    /// <summary>Of the settlement.</summary>
    [Parameter, EditorRequired]
    public long Number { get; set; }

    [Parameter, EditorRequired]
    public IReadOnlyList<ChargeFailure> Failures { get; set; } = [];

    [Parameter]
    public bool MayWrite { get; set; }

    [Parameter]
    public EventCallback<ChargeFailure> OnRetry { get; set; }

    private string TitleOf(ChargeFailure failure) => failure.Code.Length > 0 ? Messages.Title(failure.Code) : Statuses[StatusCatalog.Of(failure.Status).TextKey];

    private void Ask(ChargeFailure failure)
    {
        if (!_running)
        {
            (_asked, _asking) = (failure, true);
        }
    }

    private async Task RetryAsync()
    {
        _running = true;
        try
        {
            await OnRetry.InvokeAsync(_asked);
        }
        finally
        {
            _running = false;
        }
    }
}
