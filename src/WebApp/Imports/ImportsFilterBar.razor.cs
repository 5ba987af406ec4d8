using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Localization;

namespace OrderPortal.WebApp.Imports;

/// <summary>Narrows the history; what holds stands in the address and, condition by condition, in chips that take it away.</summary>
public sealed partial class ImportsFilterBar : ComponentBase
{
    private ImportsFilter _draft = new();
    private ImportsFilter? _shown;

    [Inject]
    public required IStringLocalizer<ImportsText> Texts { get; init; }

    [Inject]
    public required IStringLocalizer<StatusText> Statuses { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>As the address has it.</summary>
    [Parameter, EditorRequired]
    public ImportsFilter Filter { get; set; } = new();

    private IEnumerable<(string Text, ImportsFilter Without)> Chips
    {
        get
        {
            if (Filter.File is { } file)
            {
                yield return (Chip(nameof(ImportsText.FilterFile), file), Filter with { File = null });
            }

            if (ImportsFilter.StatusOf(Filter.Status) is { } status)
            {
                yield return (Chip(nameof(ImportsText.FilterStatus), NameOf(status)), Filter with { Status = null });
            }

            if (Period() is { } period)
            {
                yield return (Chip(nameof(ImportsText.FilterPeriod), period), Filter with { From = null, To = null });
            }

            if (Filter.By is { } by)
            {
                yield return (Chip(nameof(ImportsText.FilterBy), by), Filter with { By = null });
            }

            if (Filter.Group is { } group)
            {
                yield return (Chip(nameof(ImportsText.FilterGroup), group), Filter with { Group = null });
            }
        }
    }

    protected override void OnParametersSet()
    {
        // Only where the address is another one: what is being typed outlives the rows that move below.
        if (_shown != Filter)
        {
            _shown = Filter;
            _draft = Filter with { };
        }
    }

    private void ApplyAsync() => Navigation.NavigateTo(HrefOf(_draft));

    private string HrefOf(ImportsFilter filter) => Navigation.GetUriWithQueryParameters(new Uri(Navigation.BaseUri + "imports").ToString(), filter.ToQuery());

    private string Chip(string key, string value) => Texts[nameof(ImportsText.FilterChip), Texts[key].Value, value];

    private string NameOf(ImportStatus status) => status == ImportStatus.Running
        ? Texts[nameof(ImportsText.FilterRunning)]
        : Statuses[StatusCatalog.Of(status, ImportPhase.Received).TextKey];

    private string? Period() => (ImportsFilter.Day(Filter.From), ImportsFilter.Day(Filter.To)) switch
    {
        ({ } from, { } to) => from == to ? Show(from) : $"{Show(from)}〜{Show(to)}",
        ({ } from, null) => Texts[nameof(ImportsText.FilterPeriodSince), Show(from)],
        (null, { } to) => Texts[nameof(ImportsText.FilterPeriodUntil), Show(to)],
        _ => null,
    };

    private static string Show(DateOnly day) => ReaderClock.Format(day.ToDateTime(TimeOnly.MinValue), dateOnly: true, seconds: false);
}
