using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Imports;

/// <summary>
/// The ticking part of an import's page, alone so that nothing else is drawn again ten times a second. Shows the stored state
/// first and then what the worker, wherever it runs, tells.
/// </summary>
public sealed partial class ImportProgressCard : ComponentBase, IDisposable
{
    private static readonly (ImportPhase Phase, string TextKey)[] Phases =
    [
        (ImportPhase.Received, nameof(ImportsText.PhaseReceived)),
        (ImportPhase.Reading, nameof(ImportsText.PhaseReading)),
        (ImportPhase.Validating, nameof(ImportsText.PhaseValidating)),
        (ImportPhase.Writing, nameof(ImportsText.PhaseWriting)),
    ];

    private IDisposable? _subscription;
    private ImportProgress? _progress;
    private string _announcement = "";
    private int _announcedQuarter;

    [Inject]
    public required IStringLocalizer<ImportsText> Texts { get; init; }

    [Inject]
    public required IImportProgressFeed Feed { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Parameter, EditorRequired]
    public ImportSnapshot Import { get; set; } = null!;

    /// <summary>Raised when phase or status change, and at the end.</summary>
    [Parameter]
    public EventCallback<ImportProgress> OnChanged { get; set; }

    private ImportProgress Shown => _progress ?? Import.ToProgress();

    private string BarText => Shown.RowsTotal is { } total and > 0
        ? Texts[nameof(ImportsText.ProgressText), Count(Shown.RowsDone), Count(total), Percent(Shown) + "%"]
        : Texts[nameof(ImportsText.ProgressReading), Count(Shown.RowsDone)];

    private string RateText
    {
        get
        {
            var rate = Shown.RowsPerSecond > 0 ? Texts[nameof(ImportsText.RowsPerSecond), Count((long)Shown.RowsPerSecond)].Value : "";
            var left = Shown.SecondsLeft is { } seconds ? Texts[nameof(ImportsText.SecondsLeft), Count((long)Math.Ceiling(seconds))].Value : "";
            return $"{rate}　{left}".Trim('　');
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        _subscription = Feed.Subscribe(Import.Id, progress => _ = InvokeAsync(() => ApplyAsync(progress)));

        // What happened between the page's look and the subscription is only in the database.
        var stored = await Operations.RunAsync((await Authentication).User, (services, ct) => services.GetRequiredService<IImportQueries>().GetAsync(Import.Id, ct));
        if (stored is not null)
        {
            await ApplyAsync(stored.LatestProgress(Feed));
        }
    }

    public void Dispose() => _subscription?.Dispose();

    private async Task ApplyAsync(ImportProgress progress)
    {
        // Ends of the stored state carry no higher number than the last event, yet must be seen.
        var isNews = progress.Sequence > Shown.Sequence || (progress.Sequence == Shown.Sequence && (_progress is null || progress.Status != Shown.Status));
        if (!isNews && !(progress.IsFinal && !Shown.IsFinal))
        {
            return;
        }

        var (phaseBefore, statusBefore) = (Shown.Phase, Shown.Status);
        _progress = progress;
        Announce(progress, phaseBefore);
        StateHasChanged();
        if (progress.IsFinal || progress.Phase != phaseBefore || progress.Status != statusBefore)
        {
            await OnChanged.InvokeAsync(progress);
        }
    }

    /// <summary>A screen reader hears phases and quarters, not every tick.</summary>
    private void Announce(ImportProgress progress, ImportPhase phaseBefore)
    {
        var quarter = progress.RowsTotal is > 0 ? Percent(progress) / 25 : 0;
        if (progress.Phase == phaseBefore && quarter == _announcedQuarter)
        {
            return;
        }

        _announcedQuarter = quarter;
        var phase = Phases.FirstOrDefault(known => known.Phase == progress.Phase).TextKey ?? nameof(ImportsText.PhaseFinished);
        _announcement = Texts[nameof(ImportsText.Announce), Texts[phase].Value, Percent(progress) + "%"];
    }

    private static int Percent(ImportProgress progress) =>
        progress.RowsTotal is { } total and > 0 ? (int)Math.Clamp(progress.RowsDone * 100 / total, 0, 100) : 0;

    private string PhaseCss(ImportPhase phase) => phase < Shown.Phase ? "op-phases--done" : phase == Shown.Phase ? "op-phases--now" : "";

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
