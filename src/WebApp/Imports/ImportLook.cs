using OrderPortal.Domain.Imports;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Imports;

/// <summary>How an import looks.</summary>
public static class ImportLook
{
    public static StatusLook Of(ImportSnapshot import) =>
        import.FailureCode == ProblemCodes.TotalMismatch ? StatusCatalog.TotalMismatch : StatusCatalog.Of(import.Status, import.Phase);

    /// <summary>Name of an encoding in <see cref="ImportsText"/>.</summary>
    public static string TextKey(FileEncoding encoding) => encoding switch
    {
        FileEncoding.Utf8 => nameof(ImportsText.EncodingUtf8),
        FileEncoding.Utf8Bom => nameof(ImportsText.EncodingUtf8Bom),
        FileEncoding.Cp932 => nameof(ImportsText.EncodingCp932),
        FileEncoding.Utf16LittleEndian => nameof(ImportsText.EncodingUtf16Le),
        FileEncoding.Utf16BigEndian => nameof(ImportsText.EncodingUtf16Be),
        FileEncoding.EucJp => nameof(ImportsText.EncodingEucJp),
        _ => throw new ArgumentOutOfRangeException(nameof(encoding), encoding, null),
    };

    public static string DelimiterKey(char delimiter) => delimiter switch
    {
        '\t' => nameof(ImportsText.DelimiterTab),
        ';' => nameof(ImportsText.DelimiterSemicolon),
        '|' => nameof(ImportsText.DelimiterPipe),
        _ => nameof(ImportsText.DelimiterComma),
    };
}
