using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Imports;

/// <summary>How sure the format of a file is.</summary>
public enum FormatCertainty
{
    /// <summary>Nothing else fits the bytes.</summary>
    Certain,

    /// <summary>Something else would fit too, but reads worse. Show the deciding cells.</summary>
    Likely,

    /// <summary>The bytes do not tell. A person must look at the deciding cells and choose.</summary>
    Undecided,

    /// <summary>A person chose; nothing was decided.</summary>
    Chosen,
}

/// <summary>Why the encoding of a file won; texts hang on the names.</summary>
public enum EncodingReason
{
    /// <summary>Not text in an encoding: a workbook, or no file that can be read.</summary>
    None,
    Chosen,

    /// <summary>The file begins with a byte order mark.</summary>
    ByteOrderMark,

    /// <summary>Every second byte is NUL, as in UTF-16 without a mark.</summary>
    NulPattern,

    /// <summary>Only ASCII: every encoding reads the same.</summary>
    AsciiOnly,

    /// <summary>All of the file is valid in this encoding, and in no other that was tried.</summary>
    OnlyValid,

    /// <summary>Valid in others too, but text of theirs hardly ever has the shape of UTF-8.</summary>
    Utf8Shape,

    /// <summary>Valid in CP932 and EUC-JP; the words of order files (注文, 商品, 住所, …) stand there in this one only.</summary>
    Words,

    /// <summary>Valid in CP932 and EUC-JP; in the other one it would be a rain of half-width katakana.</summary>
    HalfWidthKana,

    /// <summary>Nothing tells them apart; this one is the more usual.</summary>
    MoreUsual,

    /// <summary>No encoding reads all of the file; this one has the fewest broken places.</summary>
    FewestBroken,
}

/// <summary>The first place that an encoding cannot read.</summary>
/// <param name="Row">As Excel numbers it.</param>
/// <param name="Column">From 1, or 0 where the record was too large to be parted.</param>
/// <param name="Offset">Of the first broken byte, from the start of the file.</param>
/// <param name="Bytes">Hexadecimal, at most 4 bytes: <c>93 8C</c>.</param>
public sealed record EncodingFault(int Row, int Column, long Offset, string Bytes);

/// <summary>An encoding that was tried on all of the file.</summary>
/// <param name="Undecodable">
/// Byte sequences that it does not have. 0: the file is valid in it. Counting ends early where it clearly is not the one.
/// </param>
/// <param name="FirstFault">Null where the file is valid in it.</param>
public sealed record EncodingCandidate(FileEncoding Encoding, long Undecodable, EncodingFault? FirstFault)
{
    public bool IsValid => Undecodable == 0;
}

/// <summary>
/// A cell that reads differently in the chosen encoding and in the next best one: a person sees at once which is right. Personal data.
/// </summary>
/// <param name="Row">As Excel numbers it; the heading row counts.</param>
/// <param name="Column">From 1.</param>
/// <param name="Text">At most <see cref="ImportProblem.MaxValueLength"/> characters; � for what did not decode and for control characters.</param>
/// <param name="OtherText">The same cell under the runner-up.</param>
public sealed record DecidingCell(int Row, int Column, string Text, string OtherText)
{
    /// <summary>Cells that are shown at most.</summary>
    public const int Most = 5;

    /// <summary>With the texts made fit to be shown.</summary>
    public static DecidingCell Of(int row, int column, string text, string otherText) => new(row, column, Shown(text), Shown(otherText));

    private static string Shown(string text) =>
        ProblemText.Shorten(string.Create(text.Length, text, static (shown, from) =>
        {
            for (var i = 0; i < shown.Length; i++)
            {
                shown[i] = char.IsControl(from[i]) && from[i] is not ('\t' or '\r' or '\n') ? '\uFFFD' : from[i];
            }
        }));
}

/// <summary>A delimiter and how often it stands in the first records, outside of quotes.</summary>
/// <param name="InHeading">In the first record with content.</param>
/// <param name="AlikeRecords">Of the first 20 records, the heading included, those that have as many as the heading; 0 where that has none.</param>
public sealed record DelimiterCandidate(char Delimiter, int InHeading, int AlikeRecords);

/// <summary>
/// What a stored file is and how that was decided, for a person to check. Choosing another encoding, delimiter or sheet is the same question
/// asked again with the choice in the settings; the stored bytes are decoded anew.
/// </summary>
/// <param name="Format">Null where <paramref name="Problem"/> leaves none.</param>
/// <param name="Problem">Why the file cannot be imported as it is: a code of <see cref="ProblemCodes"/> with its arguments; or null.</param>
public sealed record FileInspection(FileFormat? Format, Error? Problem)
{
    public FormatCertainty Certainty { get; init; }

    public EncodingReason Reason { get; init; }

    /// <summary>Encodings that were tried, the one of <see cref="Format"/> first, then from the best to the worst. Empty for a workbook.</summary>
    public IReadOnlyList<EncodingCandidate> Encodings { get; init; } = [];

    /// <summary>What <see cref="DecidingCell.OtherText"/> is read in; null where no other encoding reads the file differently.</summary>
    public FileEncoding? RunnerUp { get; init; }

    /// <summary>At most <see cref="DecidingCell.Most"/>, by row; those that the runner-up cannot read come before others.</summary>
    public IReadOnlyList<DecidingCell> DecidingCells { get; init; } = [];

    /// <summary>Every delimiter that was looked for, the likeliest first. Empty for a workbook.</summary>
    public IReadOnlyList<DelimiterCandidate> Delimiters { get; init; } = [];

    /// <summary>Names of a workbook's visible sheets in the order of their tabs. Empty for text.</summary>
    public IReadOnlyList<string> Sheets { get; init; } = [];
}

/// <summary>The beginning of a file as it stands there, not yet understood.</summary>
/// <param name="Heading">The first row with content; null in a file without any.</param>
/// <param name="Rows">Rows with content below it.</param>
/// <param name="HasMore">True where the file goes on behind them.</param>
public sealed record FilePreview(FileRow? Heading, IReadOnlyList<FileRow> Rows, bool HasMore);
