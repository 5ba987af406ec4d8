using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Imports;

/// <summary>
/// The ticking part of an import's page, alone so that nothing else is drawn again ten times a second. What changes the import's status or
/// phase it leaves to the page.
/// </summary>
public sealed partial class ImportProgressCard : ComponentBase, IDisposable
{
    private static readonly (ImportPhase Phase, string TextKey)[] AllPhases =
    [
        (ImportPhase.Received, nameof(ImportsText.PhaseReceived)),
        (ImportPhase.Reading, nameof(ImportsText.PhaseReading)),
        (ImportPhase.Validating, nameof(ImportsText.PhaseValidating)),
        (ImportPhase.Writing, nameof(ImportsText.PhaseWriting)),
    ];

    private IDisposable? _subscription;
    private ImportProgress? _tick;
    private ImportPhase? _announcedPhase;
    private string _announcement = "";
    private int _announcedQuarter;

    [Inject]
    public required IStringLocalizer<ImportsText> Texts { get; init; }

    [Inject]
    public required IImportProgressFeed Feed { get; init; }

    [Parameter, EditorRequired]
    public ImportSnapshot Import { get; set; } = null!;

    /// <summary>How far it is as the page knows; replaces what was heard in another status or phase.</summary>
    [Parameter, EditorRequired]
    public ImportProgress Start { get; set; } = null!;

    private ImportProgress Shown => _tick ?? Start;

    private bool IsAtWork => ImportLook.IsAtWork(Import);

    private string Title => Texts[Import.Task switch
    {
        ImportTask.Undo => nameof(ImportsText.UndoProgressTitle),
        ImportTask.DryRun => nameof(ImportsText.DryRunProgressTitle),
        _ => nameof(ImportsText.ProgressTitle),
    }];

    /// <summary>Undoing has one step only.</summary>
    private (ImportPhase Phase, string TextKey)[] Phases => Import.Task switch
    {
        ImportTask.Undo => [],
        ImportTask.DryRun => AllPhases[..3],
        _ => AllPhases,
    };

    private long? Total => Import.Task == ImportTask.Undo ? Import.Counts.OrdersCreated + Import.Counts.OrdersUpdated : Shown.RowsTotal;

    private string BarText => (Import.Task, Total) switch
    {
        (ImportTask.Undo, { } orders) => Texts[nameof(ImportsText.UndoProgressText), ImportLook.Count(Math.Min(Shown.RowsDone, orders)), ImportLook.Count(orders)],
        (_, { } rows and > 0) => Texts[nameof(ImportsText.ProgressText), ImportLook.Count(Shown.RowsDone), ImportLook.Count(rows), Percent + "%"],
        _ => Texts[nameof(ImportsText.ProgressReading), ImportLook.Count(Shown.RowsDone)],
    };

    private int Percent => Total is { } total and > 0 ? (int)Math.Clamp(Shown.RowsDone * 100 / total, 0, 100) : 0;

    private string RateText
    {
        get
        {
            var rate = Shown.RowsPerSecond > 0 ? Texts[nameof(ImportsText.RowsPerSecond), ImportLook.Count((long)Shown.RowsPerSecond)].Value : "";
            var left = Shown.SecondsLeft is { } seconds ? Texts[nameof(ImportsText.SecondsLeft), ImportLook.Count((long)Math.Ceiling(seconds))].Value : "";
            return $"{rate}　{left}".Trim('　');
        }
    }

    protected override void OnParametersSet()
    {
        if (_tick is not null && (!IsSameState(_tick) || _tick.Sequence < Start.Sequence))
        {
            _tick = null;
        }

        Announce();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _subscription = Feed.Subscribe(Import.Id, progress => _ = InvokeAsync(() => Apply(progress)));
        }
    }

    public void Dispose() => _subscription?.Dispose();

    private void Apply(ImportProgress progress)
    {
        if (IsSameState(progress) && progress.Sequence > Shown.Sequence)
        {
            _tick = progress;
            Announce();
            StateHasChanged();
        }
    }

    private bool IsSameState(ImportProgress progress) => (progress.Status, progress.Phase) == (Start.Status, Start.Phase);

    /// <summary>A screen reader hears phases and quarters, not every tick; and nothing of how the page began.</summary>
    private void Announce()
    {
        var quarter = Percent / 25;
        var isFirst = _announcedPhase is null;
        if (_announcedPhase == Shown.Phase && quarter == _announcedQuarter)
        {
            return;
        }

        (_announcedPhase, _announcedQuarter) = (Shown.Phase, quarter);
        if (!isFirst && IsAtWork)
        {
            var phase = AllPhases.FirstOrDefault(known => known.Phase == Shown.Phase).TextKey ?? nameof(ImportsText.PhaseFinished);
            _announcement = Texts[nameof(ImportsText.Announce), Import.Task == ImportTask.Undo ? Title : Texts[phase].Value, Percent + "%"];
        }
    }

    private IconName IconOf(ImportPhase phase) =>
        phase < Shown.Phase ? IconName.Check : phase > Shown.Phase ? IconName.Clock : Shown.Status == ImportStatus.Paused ? IconName.Pause : IconName.Running;

    private string PhaseCss(ImportPhase phase) => phase < Shown.Phase ? "op-phases--done" : phase == Shown.Phase ? "op-phases--now" : "";
}
