using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Auditing;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Payments;

/// <summary>Who did what with a settlement or charge: its lines of the audit log, newest first.</summary>
public sealed partial class PaymentHistoryCard : ComponentBase
{
    private const int Most = 200;
    private (Guid, int)? _shown;
    private IReadOnlyList<AuditEvent>? _events;

    [Inject]
    public required IStringLocalizer<PaymentsText> Texts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    /// <summary>As the audit log names it.</summary>
    [Parameter, EditorRequired]
    public string EntityType { get; set; } = "";

    [Parameter, EditorRequired]
    public Guid EntityId { get; set; }

    /// <summary>Another one brings a fresh look.</summary>
    [Parameter]
    public int Version { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == (EntityId, Version))
        {
            return;
        }

        _shown = (EntityId, Version);
        _events = await Operations.RunAsync<IAuditTrail, IReadOnlyList<AuditEvent>>((await Authentication).User, (trail, ct) => trail.OfAsync(EntityType, EntityId, Most, ct));
    }

    private string WhatOf(AuditEvent one) => one.Action switch
    {
        AuditActions.SettlementStarted => Texts[nameof(PaymentsText.HistoryStarted)],
        AuditActions.ChargesRetried => Texts[nameof(PaymentsText.HistoryRetried)],
        AuditActions.ChargesCancelled => Texts[nameof(PaymentsText.HistoryCancelled)],
        AuditActions.RefundRequested => Texts[nameof(PaymentsText.HistoryRefund)],

        // What another version of the portal wrote still has its name.
        _ => one.Action,
    };

    private static IconName IconOf(AuditEvent one) => one switch
    {
        { Result: not AuditResult.Success } => IconName.Error,
        { Action: AuditActions.SettlementStarted } => IconName.Money,
        { Action: AuditActions.ChargesRetried } => IconName.Reload,
        { Action: AuditActions.ChargesCancelled } => IconName.Block,
        { Action: AuditActions.RefundRequested } => IconName.Undo,
        _ => IconName.Check,
    };
}
