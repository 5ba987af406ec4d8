using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Payments;

/// <summary>Makes the simulated gateway slow, declining or faulty, to see what comes of it. Where a real gateway is configured there is nothing to set.</summary>
public sealed partial class SimulatorPage : ComponentBase
{
    private static readonly Field[] Fields =
    [
        new(nameof(SimulatorForm.Latency), nameof(PaymentsText.SimulatorLatency), nameof(PaymentsText.SimulatorLatencyHint), form => form.Latency, (form, text) => form.Latency = text),
        new(nameof(SimulatorForm.Decline), nameof(PaymentsText.SimulatorDecline), nameof(PaymentsText.SimulatorRateHint), form => form.Decline, (form, text) => form.Decline = text),
        new(nameof(SimulatorForm.Timeout), nameof(PaymentsText.SimulatorTimeout), nameof(PaymentsText.SimulatorLostHint), form => form.Timeout, (form, text) => form.Timeout = text),
        new(nameof(SimulatorForm.Error), nameof(PaymentsText.SimulatorError), nameof(PaymentsText.SimulatorLostHint), form => form.Error, (form, text) => form.Error = text),
        new(nameof(SimulatorForm.Throttle), nameof(PaymentsText.SimulatorThrottle), nameof(PaymentsText.SimulatorRateHint), form => form.Throttle, (form, text) => form.Throttle = text),
        new(nameof(SimulatorForm.Expiry), nameof(PaymentsText.SimulatorExpiry), nameof(PaymentsText.SimulatorExpiryHint), form => form.Expiry, (form, text) => form.Expiry = text),
    ];

    private SimulatorForm? _form;
    private IReadOnlyDictionary<string, string> _faults = new Dictionary<string, string>();
    private bool _loaded;
    private bool _saved;
    private bool _refused;

    [Inject]
    public required IStringLocalizer<PaymentsText> Texts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    protected override async Task OnInitializedAsync()
    {
        var behaviour = await Operations.RunAsync<ISimulatedGateway, SimulatedBehaviour?>((await Authentication).User, (gateway, ct) => gateway.ReadAsync(ct));
        _form = behaviour is null ? null : SimulatorForm.Of(behaviour);
        _loaded = true;
    }

    private async Task SaveAsync()
    {
        (_saved, _refused) = (false, false);
        _faults = _form!.Faults();
        if (_faults.Count > 0)
        {
            return;
        }

        var user = (await Authentication).User;
        if (!PortalClaims.Has(user, Permissions.PaymentsWrite))
        {
            _refused = true;
            return;
        }

        await Operations.RunAsync(user, (services, ct) => services.GetRequiredService<ISimulatedGateway>().PutAsync(_form.ToBehaviour(), ct));
        _saved = true;
    }

    private sealed record Field(string Name, string LabelKey, string HintKey, Func<SimulatorForm, string?> Read, Action<SimulatorForm, string?> Write)
    {
        public string Id => "simulator-" + Name.ToLowerInvariant();
    }
}
