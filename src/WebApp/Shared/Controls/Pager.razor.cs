using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Shared.Controls;

/// <summary>前へ and 次へ for lists that page by key. The position stands in the URL, so both are plain links and the browser's back works.</summary>
public sealed partial class Pager : ComponentBase
{
    [Inject]
    public required IStringLocalizer<ControlsText> Texts { get; set; }

    [Parameter]
    public string? PreviousHref { get; set; }

    /// <summary>The beginning of the list, where nobody knows what page comes before: a link to the middle was followed.</summary>
    [Parameter]
    public string? FirstHref { get; set; }

    [Parameter]
    public string? NextHref { get; set; }

    /// <summary>Number of the first item on the page, when it is known.</summary>
    [Parameter]
    public long? From { get; set; }

    [Parameter]
    public long? To { get; set; }

    /// <summary>Of how many, when it is known.</summary>
    [Parameter]
    public long? Of { get; set; }

    private string Range => (From, To, Of) switch
    {
        ({ } from, { } to, { } of) => Texts[nameof(ControlsText.PagerRangeOf), Count(from), Count(to), Count(of)],
        ({ } from, { } to, null) => Texts[nameof(ControlsText.PagerRange), Count(from), Count(to)],
        _ => "",
    };

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
