using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Payments;
using OrderPortal.WebApp.Shared.Localization;

namespace OrderPortal.WebApp.Payments;

/// <summary>Says of gateways that are not asked at present what waits because of it and when it goes on. Nothing fails meanwhile.</summary>
public sealed partial class GatewayBanner : ComponentBase
{
    [Inject]
    public required IStringLocalizer<PaymentsText> Texts { get; init; }

    [Inject]
    public required PaymentMessages Messages { get; init; }

    [Inject]
    public required ReaderClock Zone { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    /// <summary>Null: not known yet.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<GatewayCircuit>? Circuits { get; set; }

    /// <summary>Only this gateway's; null: every gateway's.</summary>
    [Parameter]
    public string? Gateway { get; set; }

    private IEnumerable<GatewayCircuit> Paused => (Circuits ?? []).Where(circuit => circuit.State != GatewayState.Closed && (Gateway is null || circuit.Gateway == Gateway));

    public static bool IsPaused(IReadOnlyList<GatewayCircuit>? circuits, string gateway) =>
        (circuits ?? []).Any(circuit => circuit.Gateway == gateway && circuit.State != GatewayState.Closed);
}
