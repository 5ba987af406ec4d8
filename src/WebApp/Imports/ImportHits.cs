using System.Globalization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Shell.Search;

namespace OrderPortal.WebApp.Imports;

/// <summary>The import with this number, and the latest of files in whose names the text occurs.</summary>
internal sealed class ImportHits(IImportQueries imports, IStringLocalizer<ImportsText> texts) : ISearchSource
{
    public string Permission => Permissions.ImportsRead;

    public async Task<SearchGroup> FindAsync(string text, int most, CancellationToken cancellationToken)
    {
        var numbered = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? await imports.FindAsync(number, cancellationToken) : null;
        var named = await imports.ListAsync(new ImportFilter { FileName = text }, most, null, cancellationToken);
        var hits = named.Items.Where(import => import.Id != numbered?.Id);
        return new SearchGroup(
            texts[nameof(ImportsText.ListTitle)],
            IconName.Import,
            [.. (numbered is null ? hits : hits.Prepend(numbered)).Take(most).Select(HitOf)],
            named.Next is null ? null : $"/imports?file={Uri.EscapeDataString(text)}");
    }

    private static SearchHit HitOf(ImportSnapshot import)
    {
        var number = import.Number.ToString(CultureInfo.InvariantCulture);
        return new SearchHit(number, import.FileName, $"/imports/{number}", StatusCatalog.Of(import.Status, import.Phase));
    }
}
