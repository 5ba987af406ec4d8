using System.Text;
using OrderPortal.Domain.Imports;
using OrderPortal.Testing.Imports;
using static OrderPortal.Infrastructure.Tests.Imports.Reading.ReadingTestFiles;

namespace OrderPortal.Infrastructure.Tests.Imports.Reading;

/// <summary>What is decided of a file, with the evidence that a person checks it by.</summary>
public sealed class FileInspectionTests
{
    private const string Orders = "order,name,city\r\nA-1,髙橋,\"高知県\r\n土佐市\"\r\nA-2,plain,town\r\nA-3,㈱ナガノ①,東京都\r\n";

    [Fact]
    public async Task Inspect_Cp932_ShowsTheCellsThatDecide()
    {
        var found = await Held("注文番号,顧客名\r\n\r\nA-1,髙橋\r\nA-2,ascii\r\nA-3,ﾔﾏﾀﾞ\r\n", FileEncoding.Cp932).InspectAsync();

        Assert.Equal(FileFormat.Delimited(FileEncoding.Cp932, ','), found.Format);
        Assert.Equal((FormatCertainty.Certain, EncodingReason.OnlyValid), (found.Certainty, found.Reason));
        Assert.Equal([FileEncoding.Cp932, FileEncoding.EucJp, FileEncoding.Utf8], found.Encodings.Select(candidate => candidate.Encoding));
        Assert.Equal([true, false, false], found.Encodings.Select(candidate => candidate.IsValid));
        Assert.Equal(new EncodingFault(1, 1, 0, "92"), found.Encodings[2].FirstFault);
        Assert.Equal(FileEncoding.EucJp, found.RunnerUp);
        Assert.Equal([(1, 1, "注文番号"), (1, 2, "顧客名"), (3, 2, "髙橋")], found.DecidingCells.Take(3).Select(cell => (cell.Row, cell.Column, cell.Text)));
        Assert.All(found.DecidingCells, cell => Assert.False((cell.Text + cell.OtherText).Contains(FileRow.UndecodableMark, StringComparison.Ordinal)));
        Assert.Contains("\uFFFD", found.DecidingCells[0].OtherText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FileEncoding.Utf8, FormatCertainty.Certain, EncodingReason.OnlyValid)]
    [InlineData(FileEncoding.Utf8Bom, FormatCertainty.Certain, EncodingReason.ByteOrderMark)]
    [InlineData(FileEncoding.Utf16LittleEndian, FormatCertainty.Certain, EncodingReason.ByteOrderMark)]
    [InlineData(FileEncoding.Utf16BigEndian, FormatCertainty.Certain, EncodingReason.ByteOrderMark)]
    [InlineData(FileEncoding.Cp932, FormatCertainty.Certain, EncodingReason.OnlyValid)]
    [InlineData(FileEncoding.EucJp, FormatCertainty.Certain, EncodingReason.OnlyValid)]
    public async Task Inspect_EveryEncoding_SaysHowSureAndWhy(FileEncoding encoding, FormatCertainty certainty, EncodingReason reason)
    {
        var found = await Held(Orders.Replace("order,name,city", "注文番号,顧客名,市区町村"), encoding).InspectAsync();

        Assert.Equal((encoding, certainty, reason), (found.Format?.Encoding, found.Certainty, found.Reason));
    }

    [Fact]
    public async Task Inspect_TwoReadingsOfWhichOneHasTheWords_IsLikely()
    {
        var found = await Held("商品,名前\n1,山田\n", FileEncoding.EucJp).InspectAsync();

        Assert.Equal((FileEncoding.EucJp, FormatCertainty.Likely, EncodingReason.Words), (found.Format?.Encoding, found.Certainty, found.Reason));
        Assert.Equal((FileEncoding.Cp932, "商品"), (found.RunnerUp, found.DecidingCells[0].Text));
    }

    [Fact]
    public async Task Inspect_OnlyAscii_IsCertainAndShowsNothing()
    {
        var found = await Held("order,name\r\nA-1,Smith\r\n", FileEncoding.Utf8).InspectAsync();

        Assert.Equal((FormatCertainty.Certain, EncodingReason.AsciiOnly, null), (found.Certainty, found.Reason, found.RunnerUp));
        Assert.Empty(found.DecidingCells);
    }

    [Fact]
    public async Task Inspect_TwoReadingsWithoutAWordThatTells_IsUndecidedAndShowsBoth()
    {
        var found = await Held("no,name\n1,ﾔﾏﾀﾞ\n", FileEncoding.Cp932).InspectAsync();

        Assert.Equal((FileEncoding.Cp932, FormatCertainty.Undecided, EncodingReason.MoreUsual), (found.Format?.Encoding, found.Certainty, found.Reason));
        Assert.Equal(new DecidingCell(2, 2, "ﾔﾏﾀﾞ", "塹折"), Assert.Single(found.DecidingCells));
    }

    [Theory]
    [InlineData(FileEncoding.Cp932, FileEncoding.EucJp)]
    [InlineData(FileEncoding.EucJp, FileEncoding.Cp932)]
    [InlineData(FileEncoding.Utf8, FileEncoding.Cp932)]
    [InlineData(FileEncoding.Utf8Bom, FileEncoding.EucJp)]
    [InlineData(FileEncoding.Utf16LittleEndian, FileEncoding.Utf8)]
    public async Task Inspect_OtherEncodingChosen_ShowsTheCellsUnderItBesideTheDetectedOne(FileEncoding detected, FileEncoding chosen)
    {
        var file = Held(Orders.Replace("order,name,city", "注文番号,顧客名,市区町村"), detected);
        var found = await file.InspectAsync(new ImportSettings { Encoding = chosen });

        Assert.Equal((chosen, FormatCertainty.Chosen, EncodingReason.Chosen), (found.Format?.Encoding ?? chosen, found.Certainty, found.Reason));
        Assert.Equal(detected, found.RunnerUp);
        Assert.Equal(chosen, found.Encodings[0].Encoding);
        if (detected != FileEncoding.Utf16LittleEndian)
        {
            Assert.Contains(found.DecidingCells, cell => cell.OtherText == "注文番号" && cell.Text != "注文番号");
        }
    }

    [Fact]
    public async Task Inspect_BrokenPlaceFarBehindAndAcrossABlock_NamesItsRowColumnAndBytes()
    {
        var text = $"注文番号,備考\r\n{string.Concat(Enumerable.Repeat("A-1,\"髙橋\r\n様\"\r\n", 20_000))}";
        byte[] good = Encode(text, FileEncoding.Utf8);
        var found = await new HeldFile([.. good, .. "A-2,x"u8, 0xE3, 0x81, .. "y\r\nA-3,z\r\n"u8]).InspectAsync();

        Assert.Equal((FileEncoding.Utf8, FormatCertainty.Likely, EncodingReason.FewestBroken), (found.Format?.Encoding, found.Certainty, found.Reason));
        Assert.Equal(new EncodingCandidate(FileEncoding.Utf8, 1, new EncodingFault(20_002, 2, good.Length + 5, "E3 81 79")), found.Encodings[0]);
    }

    [Fact]
    public async Task Inspect_CharacterCutOffByTheEnd_IsTheBrokenPlace()
    {
        var found = await new HeldFile([.. Encode("注文番号,備考\nA-1,髙", FileEncoding.Utf8)[..^1]]).InspectAsync();

        Assert.Equal("E9 AB", found.Encodings.Single(candidate => candidate.Encoding == FileEncoding.Utf8).FirstFault?.Bytes);
    }

    [Fact]
    public async Task Inspect_LargeFile_LooksForCellsInItsBeginningOnly()
    {
        var opened = new List<CountingStream>();
        var bytes = Encode($"注文番号,顧客名,郵便番号,住所,商品コード,数量\r\n{string.Concat(Enumerable.Repeat("A-1,高橋,1,東京都,x,1\r\n", 200_000))}", FileEncoding.Cp932);
        var file = new HeldFile(
            () =>
            {
                opened.Add(new CountingStream(bytes));
                return opened[^1];
            },
            bytes.Length);

        Assert.Equal(DecidingCell.Most, (await file.InspectAsync()).DecidingCells.Count);
        Assert.Equal(bytes.Length, opened[0].Count);
        Assert.All(opened.Skip(1), stream => Assert.InRange(stream.Count, 1, 1024 * 1024));
    }

    [Fact]
    public async Task Inspect_LongCell_IsShownAroundTheDifference()
    {
        var found = await Held($"order,note\n1,{new string('x', 500)}ﾔﾏﾀﾞ{new string('y', 500)}\n", FileEncoding.Cp932).InspectAsync();

        var cell = Assert.Single(found.DecidingCells);
        Assert.StartsWith("…xxx", cell.Text, StringComparison.Ordinal);
        Assert.Contains("ﾔﾏﾀﾞ", cell.Text, StringComparison.Ordinal);
        Assert.Equal(ImportProblem.MaxValueLength, cell.Text.Length);
    }

    [Fact]
    public async Task Inspect_Delimiters_AreCounted()
    {
        var found = await Held("a;b;c|d\n1,5;2;3|4\n\"1;1\";2;3|4\n", FileEncoding.Utf8).InspectAsync();

        Assert.Equal([new(';', 2, 3), new('|', 1, 3), new(',', 0, 0), new DelimiterCandidate('\t', 0, 0)], found.Delimiters);
        Assert.Equal('|', (await Held("a;b;c|d\n1;2;3|4\n", FileEncoding.Utf8).InspectAsync(new ImportSettings { Delimiter = '|' })).Format?.Delimiter);
    }

    [Theory]
    [InlineData("a;b\n5\" pipe;1\n3\" pipe;2\n4\" pipe;3\n", 4)]
    [InlineData("a;b\n\"5\"\" ; pipe\";1\n", 2)]
    public async Task Inspect_QuotesThatAreText_HideNoDelimiter(string text, int alike) =>
        Assert.Equal(new DelimiterCandidate(';', 1, alike), (await Held(text, FileEncoding.Utf8).InspectAsync()).Delimiters[0]);

    [Fact]
    public async Task Inspect_Iso2022Jp_IsRefusedByName()
    {
        var text = CodePagesEncodingProvider.Instance.GetEncoding(50220)!.GetBytes("注文番号,顧客名\r\nA-1,田中\r\n");
        var found = await new HeldFile(text).InspectAsync(new ImportSettings { Encoding = FileEncoding.Cp932 });

        Assert.Equal((ProblemCodes.UnsupportedEncoding, "ISO-2022-JP"), (found.Problem?.Code, found.Problem?.Arguments[0]));
        Assert.Equal("UTF-32", (await new HeldFile([0xFF, 0xFE, 0, 0, .. Encoding.UTF32.GetBytes("a,b\n1,2\n")]).InspectAsync()).Problem?.Arguments[0]);
    }

    [Fact]
    public async Task Inspect_Workbook_NamesItsVisibleSheets()
    {
        const string Row = """<row r="1"><c r="A1" t="inlineStr"><is><t>注文番号</t></is></c></row><row r="2"><c r="A2"><v>1</v></c></row>""";
        var file = new HeldFile(new TestWorkbook().Sheet("控え", Row, "hidden").Sheet("受注", Row).Sheet("返品", Row).Save().ToArray());

        var found = await file.InspectAsync();
        var other = await file.InspectAsync(new ImportSettings { Sheet = "返品" });
        var none = await file.InspectAsync(new ImportSettings { Sheet = "控え" });

        Assert.Equal((FileFormat.Workbook("受注"), FormatCertainty.Certain), (found.Format, found.Certainty));
        Assert.Equal(["受注", "返品"], found.Sheets);
        Assert.Equal((FileFormat.Workbook("返品"), FormatCertainty.Chosen), (other.Format, other.Certainty));
        Assert.Equal((ProblemCodes.UnknownSheet, 2), (none.Problem?.Code, none.Sheets.Count));
    }

    [Fact]
    public async Task Preview_LargeFile_ReadsItsBeginningOnly()
    {
        CountingStream? content = null;
        var bytes = Encode($"注文番号,備考\r\n{string.Concat(Enumerable.Repeat("A-1,\"髙橋\r\n様\"\r\n", 500_000))}", FileEncoding.Cp932);
        var file = new HeldFile(() => content = new CountingStream(bytes), bytes.Length);
        var preview = await file.Reader.PreviewAsync(file.File, FileFormat.Delimited(FileEncoding.Cp932, ','), 50, TestContext.Current.CancellationToken);

        Assert.Equal((1, 50, 2, 51, true), (preview.Heading?.Number, preview.Rows.Count, preview.Rows[0].Number, preview.Rows[^1].Number, preview.HasMore));
        Assert.Equal(["A-1", "髙橋\r\n様"], preview.Rows[0].Cells);
        Assert.InRange(content!.Count, 1, 2 * 1024 * 1024);
    }

    [Fact]
    public async Task Preview_ShortFileOrSheet_HasNoMore()
    {
        var file = Held("a,b\n1,2\n", FileEncoding.Utf8);
        var preview = await file.Reader.PreviewAsync(file.File, FileFormat.Delimited(FileEncoding.Utf8, ','), 1, TestContext.Current.CancellationToken);
        var book = new HeldFile(new TestWorkbook().Sheet("受注", """<row r="1"><c><v>1</v></c></row><row r="3"><c><v>2</v></c></row><row r="4"><c><v>3</v></c></row>""").Save().ToArray());
        var sheet = await book.Reader.PreviewAsync(book.File, FileFormat.Workbook("受注"), 1, TestContext.Current.CancellationToken);

        Assert.Equal((1, false), (preview.Rows.Count, preview.HasMore));
        Assert.Equal((1, 3, true), (sheet.Heading?.Number, Assert.Single(sheet.Rows).Number, sheet.HasMore));
    }

    private sealed class CountingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public long Count { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            Count += read;
            return read;
        }
    }

    private static HeldFile Held(string text, FileEncoding encoding) => new(Encode(text, encoding));
}
