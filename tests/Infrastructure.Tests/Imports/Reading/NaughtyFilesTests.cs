using System.IO.Compression;
using System.Text;
using OrderPortal.Domain.Imports;
using OrderPortal.Infrastructure.Imports.Reading.Workbooks;
using OrderPortal.Testing.Imports;
using static OrderPortal.Infrastructure.Tests.Imports.Reading.ReadingTestFiles;

namespace OrderPortal.Infrastructure.Tests.Imports.Reading;

/// <summary>Files that are broken, or made to break the reader: told by a code, in bounded memory.</summary>
public sealed class NaughtyFilesTests
{
    private const string Row = """<row r="1"><c r="A1" t="str"><v>注文番号</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>""";

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData("\r\n\r\n")]
    [InlineData("注文番号,備考")]
    [InlineData("注文番号,備考\r\n,\r\n\r\n , \r\n")]
    public async Task Inspect_NothingBelowTheHeading_IsEmpty(string text) =>
        Assert.Equal(ProblemCodes.EmptyFile, (await new HeldFile(Encoding.UTF8.GetBytes(text)).InspectAsync()).Problem?.Code);

    [Fact]
    public async Task Inspect_HundredThousandBlankRowsBelowTheHeading_IsEmpty() =>
        Assert.Equal(ProblemCodes.EmptyFile, (await new HeldFile(Encode("注文番号,備考\r\n" + string.Concat(Enumerable.Repeat(",\r\n", 100_000)), FileEncoding.Cp932)).InspectAsync()).Problem?.Code);

    [Theory]
    [InlineData("注文番号,\"顧客名\r\nA-1,x\r\n", 1, "1")]
    [InlineData("\r\n\"注文番号,顧客名\r\nA-1,x\r\n", 400_000, "2")]
    public async Task Inspect_QuoteOpenedInTheHeading_NamesItsRow(string text, int times, string row)
    {
        var found = await new HeldFile(Encoding.UTF8.GetBytes(text + string.Concat(Enumerable.Repeat("A-2,plain,row\r\n", times)))).InspectAsync();

        Assert.Equal((ProblemCodes.UnclosedQuote, row), (found.Problem?.Code, found.Problem?.Arguments[0]));
    }

    [Fact]
    public async Task Read_QuoteOpenedInTheMiddleOfFiftyMegabytes_EndsThereInBoundedMemory()
    {
        var rows = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("A-1,plain,1,some more text\r\n", 1_000)));
        byte[] bytes = [.. "注文番号,顧客名,数量,備考\r\n"u8, .. Repeat(rows, 900), .. "A-2,\"open,1,x\r\n"u8, .. Repeat(rows, 900)];
        var file = new HeldFile(bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();

        FileRow? last = null;
        await foreach (var block in file.Reader.ReadAsync(file.File, FileFormat.Delimited(FileEncoding.Utf8, ','), 0, TestContext.Current.CancellationToken))
        {
            last = block[^1];
        }

        Assert.Equal((900_002, RowFlaws.UnclosedQuote), (last?.Number, last?.Flaws));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000_000);
    }

    [Fact]
    public async Task Read_RowsOfAMillionColumns_AreCutAndComeInSmallBlocks()
    {
        var wide = new string(',', 1_000_000);
        var file = new HeldFile(Encoding.UTF8.GetBytes($"注文番号,顧客名\r\n{string.Concat(Enumerable.Repeat($"A-1,x{wide}\r\n", 40))}A-2,y\r\n"));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var most = 0;
        FileRow? last = null;
        await foreach (var block in file.Reader.ReadAsync(file.File, FileFormat.Delimited(FileEncoding.Utf8, ','), null, TestContext.Current.CancellationToken))
        {
            most = Math.Max(most, block.Sum(row => row.Cells.Length));
            Assert.All(block.Where(row => row.Number < 42), row => Assert.Equal((FileRow.MaxCells, FileRow.CutMark), (row.Cells.Length, row.Cells[^1])));
            last = block[^1];
        }

        Assert.Equal((42, "A-2,y"), (last!.Number, string.Join(',', last.Cells)));
        Assert.InRange(most, 1, FileRow.MostCellsAtOnce + FileRow.MaxCells);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000_000);
    }

    /// <summary>A name that lies, and what the file is.</summary>
    public static TheoryData<string, string, string?> Kinds() => new()
    {
        { "exe", ProblemCodes.NotASpreadsheet, "exe" },
        { "png", ProblemCodes.NotASpreadsheet, "png" },
        { "pdf", ProblemCodes.NotASpreadsheet, "pdf" },
        { "zip", ProblemCodes.NotASpreadsheet, "zip" },
        { "nul", ProblemCodes.NotASpreadsheet, "nul" },
        { "cutZip", ProblemCodes.NotASpreadsheet, "zip" },
        { "cutSheet", ProblemCodes.DamagedWorkbook, null },
        { "locked", ProblemCodes.PasswordProtected, null },
        { "declaredBomb", ProblemCodes.UnpacksTooLarge, null },
        { "undeclaredBomb", ProblemCodes.DamagedWorkbook, null },
        { "oneText", ProblemCodes.UnpacksTooLarge, null },
        { "oneAttribute", ProblemCodes.UnpacksTooLarge, null },
        { "manyEntries", ProblemCodes.UnpacksTooLarge, null },
        { "entities", ProblemCodes.DamagedWorkbook, null },
        { "externalEntity", ProblemCodes.DamagedWorkbook, null },
        { "backwards", ProblemCodes.DamagedWorkbook, null },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Inspect_FileThatIsNotWhatItsNameSays_IsTold(string kind, string code, string? argument)
    {
        var found = await new HeldFile(Make(kind)).InspectAsync();

        Assert.Equal((code, argument, null), (found.Problem?.Code, found.Problem?.Arguments is [var first, ..] ? first : null, found.Format));
    }

    /// <summary>Megabytes that are allocated in all until the refusal; far less is held at a time.</summary>
    [Theory]
    [InlineData("declaredBomb", 250)]
    [InlineData("oneText", 20)]
    [InlineData("oneAttribute", 20)]
    [InlineData("manyEntries", 1)]
    public void Open_WorkbookMadeToFillTheMemory_IsRefusedBeforeItDoes(string kind, int most)
    {
        using var file = new MemoryStream(Make(kind));
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<WorkbookTooLargeException>(() =>
        {
            using var reader = XlsxFileReader.Open(file, null);
            reader?.ReadHeading();
        });
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 1_000_000, 0, most);
    }

    [Fact]
    public async Task Read_NulInUtf16_IsACharacterOfItsCell() =>
        Assert.Equal("1:注文番号|顧客名\n2:A-1|x\0", Show(await ReadAsync(Encode("注文番号,顧客名\nA-1,x\0\n", FileEncoding.Utf16LittleEndian), FileEncoding.Utf16LittleEndian)));

    [Fact]
    public void Open_PartsThatLieAboutTheirSizes_AreReadByWhatTheyHold()
    {
        // A count of shared texts and a dimension are hints that nobody checks when the file is written.
        var book = new TestWorkbook { SharedStrings = "<si><t>注文番号</t></si>", SharedStringsCount = "2147483647", Dimension = "A1:XFD1048576" }
            .Sheet("S", """<row r="1" spans="1:16384"><c r="A1" t="s"><v>0</v></c></row><row r="2147483647"><c t="s"><v>4294967295</v></c><c t="s"><v>-1</v></c><c><v>7</v></c></row>""");
        var before = GC.GetAllocatedBytesForCurrentThread();

        using var reader = XlsxFileReader.Open(book.Save(), null)!;
        var rows = new[] { reader.ReadHeading()!, reader.ReadRow()! };

        Assert.Equal("1:注文番号\n2:||7", Show(rows));
        Assert.Null(reader.ReadRow());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
    }

    [Fact]
    public async Task Read_WorkbookThatBreaksBehindItsFirstRows_IsToldAsBroken()
    {
        var many = string.Concat(Enumerable.Range(2, 5_000).Select(number => $"""<row r="{number}"><c r="A{number}"><v>{number}</v></c></row>"""));
        var file = new HeldFile(new TestWorkbook().Sheet("S", Row + many + "<row><c></row>").Save().ToArray());
        var format = (await file.InspectAsync()).Format!;

        var broken = await Assert.ThrowsAsync<BrokenFileException>(() => file.ReadAsync(format));
        var preview = await file.Reader.PreviewAsync(file.File, format, 50, TestContext.Current.CancellationToken);

        Assert.Equal(ProblemCodes.DamagedWorkbook, broken.Problem.Code);
        Assert.Equal(50, preview.Rows.Count);
    }

    private static byte[] Make(string kind) => kind switch
    {
        "exe" => [(byte)'M', (byte)'Z', 0x90, 0, 3, 0, 0, 0, .. new byte[1_000]],
        "png" => [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10, .. new byte[1_000]],
        "pdf" => [.. "%PDF-1.7\n"u8, .. new byte[1_000]],
        "zip" => Zip(("readme.txt", "nothing"u8.ToArray())),
        "nul" => "注文番号,顧客名\nA-1,x\0\n"u8.ToArray(),
        "cutZip" => new TestWorkbook().Sheet("S", Row).Save().ToArray()[..^100],
        "cutSheet" => new TestWorkbook().Sheet("S", "<row><c><v>1</v></c></row><row><c>").Save().ToArray(),
        "locked" => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[70_000], .. Encoding.Unicode.GetBytes("EncryptedPackage"), .. new byte[1_000]],
        "declaredBomb" => Bomb(),
        "undeclaredBomb" => UnderstateSize(Bomb(), "xl/sharedStrings.xml"u8),
        "oneText" => new TestWorkbook().Sheet("S", $"<row><c t=\"str\"><v>{Noise(3_000_000)}</v></c></row>").Save().ToArray(),
        "oneAttribute" => new TestWorkbook().Sheet("S", $"<row r=\"{Noise(3_000_000)}\"><c><v>1</v></c></row>").Save().ToArray(),
        "manyEntries" => Zip([.. Enumerable.Range(0, 10_001).Select(i => ($"{i}", Array.Empty<byte>()))]),
        "entities" => new TestWorkbook { SheetPrologue = """<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>""" }.Sheet("S", "<row><c t=\"str\"><v>&b;</v></c></row>").Save().ToArray(),
        "externalEntity" => new TestWorkbook { SheetPrologue = """<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>""" }.Sheet("S", "<row><c t=\"str\"><v>&a;</v></c></row>").Save().ToArray(),
        "backwards" => new TestWorkbook().Sheet("S", """<row r="1"><c r="C1"><v>1</v></c><c r="A1"><v>2</v></c></row>""").Save().ToArray(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>Text that packs badly, so that only its own length speaks against it.</summary>
    private static string Noise(int length)
    {
        var random = new Random(5);
        return string.Create(length, random, static (text, random) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = (char)('a' + random.Next(26));
            }
        });
    }

    private static byte[] Repeat(byte[] bytes, int times)
    {
        var all = new byte[bytes.Length * times];
        for (var i = 0; i < times; i++)
        {
            bytes.CopyTo(all, i * bytes.Length);
        }

        return all;
    }

    private static byte[] Zip(params (string Name, byte[] Content)[] entries)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return file.ToArray();
    }

    private static byte[] Bomb() =>
        new TestWorkbook { SharedStrings = string.Concat(Enumerable.Repeat($"<si><t>{new string(' ', 30_000)}</t></si>", 4_000)) }.Sheet("S", Row).Save().ToArray();

    /// <summary>Says of an entry in the table of contents that it unpacks to 100 bytes.</summary>
    private static byte[] UnderstateSize(byte[] zip, ReadOnlySpan<byte> name)
    {
        var header = zip.AsSpan().LastIndexOf(name) - 46;
        BitConverter.TryWriteBytes(zip.AsSpan(header + 24), 100);
        return zip;
    }
}
