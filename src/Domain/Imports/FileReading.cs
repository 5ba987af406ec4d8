namespace OrderPortal.Domain.Imports;

/// <summary>How the rows of one file are read: a mapping applied to the file's headings. Start, run, preview and mending all make it here.</summary>
public sealed record FileReading(HeadingMap Map, ReadingOptions Options)
{
    /// <param name="heading">The heading row; <see cref="HeadingMap.Problems"/> says whether the rows below can be read.</param>
    /// <param name="receivedAt">Order date of orders whose file names none; the same for every reading of an import.</param>
    public static FileReading Of(ImportMapping mapping, FileRow heading, FileFormat format, DateTimeOffset receivedAt) => new(
        HeadingMap.Of(mapping, heading.Cells, heading.Number),
        new ReadingOptions
        {
            ReceivedAt = receivedAt,
            TaxIncluded = mapping.TaxIncluded || mapping.UnitTaxRounding is not null,
            UnitTaxRounding = mapping.UnitTaxRounding,
            DateOrder = mapping.DateOrder,
            Defaults = mapping.Defaults,
            ShortRowsAllowed = mapping.ShortRowsAllowed,
            Strict = mapping.Strict,
            Layout = mapping.Layout,
            Rules = mapping.Rules,
            EncodingName = format.Encoding is { } encoding ? FileEncodings.NameOf(encoding) : "",
        });
}
