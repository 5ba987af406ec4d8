using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Tenancy.Accounts;

namespace OrderPortal.WebApp.Payments;

/// <summary>One charge: what it settles, everything that was tried, what went back, and what may be done with it. It moves with the work.</summary>
public sealed partial class ChargePage : ChargesComponent
{
    private ChargeId? _shown;
    private SettlementId? _heard;
    private string _announcement = "";
    private bool _loaded;
    private bool _retrying;
    private bool _cancelling;
    private bool _refunding;
    private PasswordPrompt _password = null!;
    private int _loads;

    [Inject]
    public required IStringLocalizer<StatusText> StatusTexts { get; init; }

    [Parameter]
    public Guid Id { get; set; }

    [PersistentState]
    public ChargeDetails? Details { get; set; }

    private ChargeListItem Charge => Details!.Charge;

    private bool MayRetry => SettlementLook.Troubled.Contains(Charge.Status);

    /// <summary>Where it is not known whether money came in, that has to be found out first: by a retry.</summary>
    private bool MayCancel => SettlementLook.Cancellable.Contains(Charge.Status) && Details!.OutcomeKnown && !Details.CancelRequested;

    private IReadOnlyList<Crumb> Trail => Details is null
        ? [new(Texts[nameof(PaymentsText.SettlementsTitle)], "/settlements"), new(Texts[nameof(PaymentsText.ChargesTitle)], "/charges")]
        : [new(Texts[nameof(PaymentsText.SettlementsTitle)], "/settlements"), new(Texts[nameof(PaymentsText.SettlementNumber), Charge.SettlementNumber], $"/settlements/{Charge.SettlementNumber}")];

    protected override async Task OnParametersSetAsync()
    {
        var wanted = new ChargeId(Id);
        if (_shown != wanted && Details?.Charge.Id != wanted)
        {
            Details = null;
            CloseOutcome();
            await LoadAsync();
        }

        (_shown, _loaded) = (wanted, true);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // All that happens to a charge is told of its settlement.
        if (Details is not null && _heard != Charge.Settlement)
        {
            _heard = Charge.Settlement;
            await ListenAsync((ChangeKind.Settlement, Charge.Settlement.Value));
        }
    }

    protected override async Task LoadAsync()
    {
        var load = ++_loads;
        var details = await ReadAsync<IChargeQueries, ChargeDetails?>((charges, ct) => charges.GetAsync(new ChargeId(Id), ct));
        if (load != _loads)
        {
            return;
        }

        if (Details is not null && details is not null && Charge.Status != details.Charge.Status)
        {
            _announcement = StatusTexts[StatusCatalog.Of(details.Charge.Status).TextKey];
        }

        Details = details;
    }

    private async Task RefundAsync(RefundWish wish)
    {
        if (!await _password.ProveAsync())
        {
            return;
        }

        var answer = await WriteAsync<RefundPayments, RequestedRefunds>(async (refunds, ct) => (wish.Order is { } order
            ? await refunds.ExecuteAsync(order, wish.Amount, wish.Reason, ct)
            : await refunds.ExecuteAsync(new ChargeId(Id), wish.Amount, wish.Reason, ct)) ?? new Error(PaymentErrors.ChargeNotFound));
        Outcome = answer.Error is { } error
            ? new ActionOutcome(Tone.Warning, Texts[nameof(PaymentsText.RefusedTitle)], [Messages.Refusal(error)])
            : new ActionOutcome(Tone.Success, Texts[nameof(PaymentsText.RefundAccepted), YenAmount.Format(answer.Value.Amount)], []);
        await LoadAsync();
    }
}
