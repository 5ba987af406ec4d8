namespace OrderPortal.Domain.Imports.Profiles;

/// <summary>A mapping for the export of a widespread system, the same for every tenant and not to be changed.</summary>
/// <param name="Key">Stable: API, stored imports.</param>
/// <param name="Japanese">Name, as people call the format.</param>
/// <param name="English">Name, as people call the format.</param>
/// <param name="Headings">Every heading that the format may have, in all its versions.</param>
/// <param name="Signature">Headings that tell the format from others and are always there.</param>
public sealed record ReadyMadeProfile(
    string Key, string Japanese, string English, ImportMapping Mapping, IReadOnlyList<string> Headings, IReadOnlyList<string> Signature)
{
    /// <summary>True: the headings are the portal's own, which the vocabulary knows with all their synonyms.</summary>
    public bool IsCanonical { get; init; }

    /// <summary>
    /// True: whether prices include tax depends on the shop, and the headings do not say. The mapping has what is usual; a person should confirm it.
    /// </summary>
    public bool TaxIncludedVaries { get; init; }
}
