using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Shared.Shell.Search;

/// <summary>One thing that the search of the header found.</summary>
/// <param name="Title">The number, code or name by which people know it.</param>
/// <param name="Detail">What tells it from others; data, so written in Japanese whatever the language of the screen.</param>
public sealed record SearchHit(string Title, string? Detail, string Href, StatusLook? Status = null);

/// <summary>What was found of one kind.</summary>
/// <param name="Title">Of the kind, in the reader's language.</param>
/// <param name="Hits">The best first; empty where nothing was found.</param>
/// <param name="AllHref">List with all of them; null where no list shows just these.</param>
public sealed record SearchGroup(string Title, IconName Icon, IReadOnlyList<SearchHit> Hits, string? AllHref = null);

/// <summary>One kind of things that the search of the header looks for. Each feature registers its own, per operation; they are asked in that sequence.</summary>
public interface ISearchSource
{
    /// <summary>Who lacks it is not told of these things.</summary>
    string Permission { get; }

    /// <param name="text">Not empty, without control characters, in half-width form.</param>
    /// <param name="most">Hits to give back.</param>
    Task<SearchGroup> FindAsync(string text, int most, CancellationToken cancellationToken);
}
