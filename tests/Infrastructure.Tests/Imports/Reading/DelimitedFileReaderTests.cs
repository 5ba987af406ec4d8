using System.Text;
using OrderPortal.Domain.Imports;
using OrderPortal.Infrastructure.Imports.Reading;
using static OrderPortal.Infrastructure.Tests.Imports.Reading.ReadingTestFiles;

namespace OrderPortal.Infrastructure.Tests.Imports.Reading;

public sealed class DelimitedFileReaderTests
{
    public static TheoryData<FileEncoding, string, char, bool> Shapes { get; } = new(
        from encoding in Enum.GetValues<FileEncoding>()
        from end in new[] { "\r\n", "\n", "\r" }
        from delimiter in new[] { ',', '\t', ';', '|' }
        from quoted in new[] { false, true }
        select (encoding, end, delimiter, quoted));

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Read_EveryEncodingLineEndAndQuoting_GivesTheSameRows(FileEncoding encoding, string end, char delimiter, bool quoted)
    {
        string Line(params string[] cells) => string.Join(delimiter, quoted ? cells.Select(cell => $"\"{cell}\"") : cells) + end;
        var text = Line("注文番号", "お名前", "備考") + Line("A-1", "髙橋 花子", "ソ表能") + end + Line("A-2", "ﾔﾏﾀﾞ", "") + $"A-3{delimiter}\"改{end}行\"{delimiter}x";
        var bytes = Encode(encoding == FileEncoding.EucJp ? text.Replace("髙", "高") : text, encoding);

        var rows = await ReadAsync(bytes, encoding, delimiter, piece: 5);

        Assert.Equal(
            $"1:注文番号|お名前|備考\n2:A-1|髙橋 花子|ソ表能\n4:A-2|ﾔﾏﾀﾞ|\n5:A-3|改{end}行|x",
            Show(rows).Replace("高", "髙"));
        Assert.All(rows, row => Assert.Equal(RowFlaws.None, row.Flaws));
    }

    [Fact]
    public async Task Read_QuotedLineBreaksAndBlankRows_AreNumberedAsExcelDoes()
    {
        var rows = await ReadAsync("\r\na,b\r\n1,\"x\r\ny\nz\"\r\n\r\n,\r\n2,\"\"\"q\"\"\"\r\n\r\n3,4");
        Assert.Equal("2:a|b\n3:1|x\r\ny\nz\n6:2|\"q\"\n8:3|4", Show(rows));
    }

    [Fact]
    public async Task Read_QuotesInsideUnquotedCells_AreText() =>
        Assert.Equal("1:a|b\n2:5\" disk|x\"y\n3:abc|2", Show(await ReadAsync("a,b\n5\" disk,x\"y\n\"ab\"c,2\n")));

    [Fact]
    public async Task Read_RaggedRows_KeepTheirNumberOfCells() =>
        Assert.Equal([2, 1, 4, 2], (await ReadAsync("a,b\n1\n1,2,3,\n1,\n")).Select(row => row.Cells.Length));

    [Theory]
    [InlineData("a,b\n1,\"2\n3,4\n5,6\n", 2)]
    [InlineData("\"a,b\n1,2\n3,4\n", 1)]
    public async Task Read_UnclosedQuote_IsSaidOnTheRowWhereItWasOpened(string text, int number)
    {
        var rows = await ReadAsync(text);
        Assert.Equal((number, RowFlaws.UnclosedQuote), (rows[^1].Number, rows[^1].Flaws));
        Assert.All(rows.SkipLast(1), row => Assert.Equal(RowFlaws.None, row.Flaws));
    }

    [Theory]
    [InlineData("a,b\n1,2\n3,\"4\n", 3)]
    [InlineData("\"a,b\n", 1)]
    public async Task Read_UnclosedQuoteThatSwallowsALargeFile_IsSaidInBoundedMemory(string start, int number)
    {
        var bytes = Encoding.UTF8.GetBytes(start + string.Concat(Enumerable.Repeat("some,more,rows\n", 3_000_000)));
        var before = GC.GetAllocatedBytesForCurrentThread();
        await using var reader = new DelimitedFileReader(new MemoryStream(bytes), FileEncoding.Utf8, ',');
        var last = await reader.ReadHeadingAsync(cancellationToken: TestContext.Current.CancellationToken);
        await foreach (var batch in reader.ReadBatchesAsync(cancellationToken: TestContext.Current.CancellationToken))
        {
            last = batch[^1];
        }

        Assert.Equal((number, RowFlaws.UnclosedQuote), (last!.Number, last.Flaws));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 40_000_000);
    }

    [Fact]
    public async Task Read_FieldOfAMegabyteAndFiveThousandColumns_AreReadWhole()
    {
        var wide = string.Join(',', Enumerable.Range(0, 5_000));
        var rows = await ReadAsync($"a,b\n1,\"{new string('x', 1_000_000)}\"\n{wide}\n3,4\n");
        Assert.Equal([2, 2, 5_000, 2], rows.Select(row => row.Cells.Length));
        Assert.Equal(1_000_000, rows[1].Cells[1].Length);
        Assert.Equal("3:x", Show([rows[2] with { Cells = ["x"] }]));
    }

    [Fact]
    public async Task Read_UndecodableCell_IsSaidOnItsRowOnly()
    {
        byte[] bytes = [.. "a,b\r\n1,x\r\n2,"u8, 0x83, .. "\r\n3,"u8, 0x83, 0x5C, .. "\r\n4,"u8, 0x81];
        var rows = await ReadAsync(bytes, FileEncoding.Cp932);
        Assert.Equal($"1:a|b\n2:1|x\n3:2|{FileRow.UndecodableMark}\n4:3|ソ\n5:4|{FileRow.UndecodableMark}", Show(rows));
        Assert.Equal([RowFlaws.None, RowFlaws.None, RowFlaws.Undecodable, RowFlaws.None, RowFlaws.Undecodable], rows.Select(row => row.Flaws));
    }

    [Theory]
    [InlineData(FileEncoding.Utf8, new byte[] { 0xE6, 0x9D })]
    [InlineData(FileEncoding.Utf8, new byte[] { 0xF0, 0xA0, 0xAE })]
    [InlineData(FileEncoding.Cp932, new byte[] { 0x93 })]
    [InlineData(FileEncoding.EucJp, new byte[] { 0xC5 })]
    [InlineData(FileEncoding.EucJp, new byte[] { 0x8F, 0xB0 })]
    [InlineData(FileEncoding.Utf16LittleEndian, new byte[] { 0x71 })]
    [InlineData(FileEncoding.Utf16LittleEndian, new byte[] { 0x42, 0xD8 })]
    [InlineData(FileEncoding.Utf16BigEndian, new byte[] { 0x67 })]
    public async Task Read_CharacterCutOffAtTheEndOfTheFile_IsOneUndecodablePlace(FileEncoding encoding, byte[] rest)
    {
        var rows = await ReadAsync([.. Encode("a\n東", encoding), .. rest], encoding, piece: 1);
        Assert.Equal($"1:a\n2:東{FileRow.UndecodableMark}", Show(rows));
        Assert.Equal(RowFlaws.Undecodable, rows[1].Flaws);
    }

    [Theory]
    [InlineData(FileEncoding.Utf8, new byte[] { 0xE6, 0x9D })]
    [InlineData(FileEncoding.Utf8, new byte[] { 0xFF })]
    [InlineData(FileEncoding.Cp932, new byte[] { 0x93 })]
    [InlineData(FileEncoding.EucJp, new byte[] { 0xC5 })]
    [InlineData(FileEncoding.EucJp, new byte[] { 0x8F, 0xB0 })]
    public async Task Read_BrokenCharacterBeforeAQuote_LeavesTheRowsInOrder(FileEncoding encoding, byte[] broken)
    {
        byte[] bytes = [.. "a,b\n\"x"u8, .. broken, .. "\","u8, .. broken, .. "\n3,4\n"u8];
        Assert.Equal($"1:a|b\n2:x{FileRow.UndecodableMark}|{FileRow.UndecodableMark}\n3:3|4", Show(await ReadAsync(bytes, encoding)));
    }

    [Fact]
    public async Task Read_NulBytes_AreText() => Assert.Equal("1:a\0|\0b\n2:\0|1", Show(await ReadAsync("a\0,\0b\n\0,1\n")));

    [Fact]
    public async Task Read_Cancelled_Stops()
    {
        using var stop = new CancellationTokenSource();
        await using var reader = new DelimitedFileReader(new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("a,b\n", 100)))), FileEncoding.Utf8, ',');
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in reader.ReadBatchesAsync(batchSize: 10, cancellationToken: stop.Token))
            {
                await stop.CancelAsync();
            }
        });
    }

    [Fact]
    public async Task Read_TheMarkItself_CountsAsUndecodable() =>
        Assert.Equal(RowFlaws.Undecodable, (await ReadAsync($"a\n{FileRow.UndecodableMark}\n"))[1].Flaws);

    [Fact]
    public async Task Read_WithAKey_LeavesTheOtherCellsEmptyWhereTheKeyIsEnough() =>
        Assert.Equal(
            "1:a|b|c\n2:|2|\n3:1||3\n4:1|　|3\n5:1|２|3\n6:1",
            Show(await ReadAsync("a,b,c\n1,2,3\n1,,3\n1,　,3\n1,２,3\n1\n", key: 1)));

    [Fact]
    public async Task Read_AfterRow_GoesOnWithTheNextOne()
    {
        const string Text = "a,b\n1,\"x\ny\"\n\n2,z\n3,w\n";
        Assert.Equal("1:a|b\n4:2|z\n5:3|w", Show(await ReadAsync(Text, afterRow: 2)));
        Assert.Equal("1:a|b\n5:3|w", Show(await ReadAsync(Text, afterRow: 4)));
        Assert.Equal("1:a|b", Show(await ReadAsync(Text, afterRow: 5)));
    }

    [Fact]
    public async Task Read_RepeatedValues_AreOneString()
    {
        var rows = await ReadAsync("a,b\n東京都,1\n東京都,2\n");
        Assert.Same(rows[1].Cells[0], rows[2].Cells[0]);
    }
}
