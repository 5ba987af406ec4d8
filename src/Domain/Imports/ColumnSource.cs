namespace OrderPortal.Domain.Imports;

/// <summary>One heading of a file, which may repeat: EC-CUBE's order export has 送料 twice.</summary>
/// <param name="Occurrence">1-based from the left.</param>
public sealed record HeadingReference(string Heading, int Occurrence = 1);

/// <summary>What a mapping profile says of one column.</summary>
/// <param name="Sources">Usually one; several are joined in this order, blank ones left out (姓 and 名, 3 and 4 digits of a postal code).</param>
/// <param name="Joiner">Stands between several sources.</param>
public sealed record ColumnSource(ImportColumn Column, IReadOnlyList<HeadingReference> Sources, string Joiner = "");
