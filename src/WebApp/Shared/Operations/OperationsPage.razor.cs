using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Localization;

namespace OrderPortal.WebApp.Shared.Operations;

/// <summary>One health check as it was answered now.</summary>
public sealed record CheckResult(string Name, HealthStatus Status, TimeSpan Took);

/// <summary>Health, jobs, queues and instances of the installation, looked at again every five seconds while the page is open.</summary>
public sealed partial class OperationsPage : ComponentBase, IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _end = new();
    private JobState? _asked;
    private (Tone Tone, string Text)? _banner;
    private Task _following = Task.CompletedTask;

    [Inject]
    public required IStringLocalizer<OperationsText> Texts { get; init; }

    [Inject]
    public required OperationsWords Words { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [Inject]
    public required HealthCheckService Health { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [Inject]
    public required ReaderClock Zone { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [PersistentState]
    public InstallationState? State { get; set; }

    [PersistentState]
    public IReadOnlyList<CheckResult>? Checks { get; set; }

    private bool MayWrite { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        MayWrite = PortalClaims.Has((await Authentication).User, Permissions.OperationsWrite);
        if (State is null)
        {
            await LoadAsync();
        }
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _following = FollowAsync();
        }
    }

    private async Task FollowAsync()
    {
        using var timer = new PeriodicTimer(Interval, Clock);
        while (await timer.WaitForNextTickAsync(_end.Token))
        {
            try
            {
                await InvokeAsync(async () =>
                {
                    await LoadAsync();
                    StateHasChanged();
                });
            }
            catch (Exception exception)
            {
                // To the page's error boundary, as if a press of the reader's had failed.
                await DispatchExceptionAsync(exception);
                return;
            }
        }
    }

    private async Task LoadAsync()
    {
        var report = await Health.CheckHealthAsync(_end.Token);
        Checks = [.. report.Entries.Select(entry => new CheckResult(entry.Key, entry.Value.Status, entry.Value.Duration)).OrderBy(check => check.Name, StringComparer.Ordinal)];
        State = await Operations.RunAsync<IInstallation, InstallationState>((await Authentication).User, static (installation, ct) => installation.GetAsync(ct), _end.Token);
    }

    private async Task SetAsync()
    {
        // The server's own look at the permission: what is shown may be older than the role.
        var user = (await Authentication).User;
        if (_asked is not { } job || !PortalClaims.Has(user, Permissions.OperationsWrite))
        {
            _banner = (Tone.Danger, Texts[nameof(OperationsText.Forbidden)]);
            return;
        }

        var result = await Operations.RunAsync<IInstallation, Result>(
            user, (installation, ct) => job.PausedAt is null ? installation.PauseAsync(job.Name, ct) : installation.ResumeAsync(job.Name, ct));
        _banner = result.Error?.Code switch
        {
            null => (Tone.Success, Texts[job.PausedAt is null ? nameof(OperationsText.Paused) : nameof(OperationsText.Resumed), Words.Job(job.Name)]),
            "forbidden" => (Tone.Danger, Texts[nameof(OperationsText.Forbidden)]),
            _ => (Tone.Info, Texts[nameof(OperationsText.Changed)]),
        };
        await LoadAsync();
    }
}
