using System.Globalization;
using System.Security.Cryptography;
using OrderPortal.Domain.Imports;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.Infrastructure.Imports.Reading;
using static OrderPortal.Infrastructure.Tests.Imports.Reading.ReadingTestFiles;

namespace OrderPortal.Infrastructure.Tests.Imports.Reading;

public sealed class SampleOrderFilesTests
{
    public static TheoryData<SampleFile> Files { get; } = new([.. SampleFile.Standing, SampleFile.ForBench(2_000, SampleErrors.None), SampleFile.ForBench(2_000, SampleErrors.All)]);

    [Theory]
    [InlineData("orders-20.csv", "FE18A845E194166EF36D4DD0F02BF9318F657E2315A41348D4879408C9FFD3E1")]
    [InlineData("orders-10000-cp932.csv", "B950BD3C150BB220C396BD8FC37873E7DA8AFDB72EC8857F74F4D005A57E9D1B")]
    [InlineData("orders-10000-utf8.csv", "6F2FC13B2AA4154BA18BDDFE1390F4F69E685F0AE06CFCB3DE5B07CA0A6FE300")]
    public void Write_AlwaysMakesTheSameBytes(string name, string sha256) =>
        Assert.Equal(sha256, Convert.ToHexString(SHA256.HashData(Make(Named(name)).Bytes)));

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Write_ReadBack_HasWhatIsExpected(SampleFile file)
    {
        var (bytes, expected) = Make(file);
        var inspection = await FileFormatDetector.InspectAsync(new MemoryStream(bytes), cancellationToken: TestContext.Current.CancellationToken);
        var rows = await ReadAsync(bytes, file.Encoding);

        Assert.Equal((expected.Codes.GetValueOrDefault(ProblemCodes.Undecodable), ',', null), (inspection.Undecodable, inspection.Delimiter, inspection.Problem));
        Assert.Equal(file.Encoding, inspection.Encoding);
        Assert.Equal(SampleOrderFiles.Headings, rows[0].Cells);
        Assert.Equal(Enumerable.Range(1, expected.Rows + 1), rows.Select(row => row.Number));
        Assert.Equal(expected.Orders, rows.Skip(1).Select(row => row.Cells[0]).Distinct().Count());
        Assert.Equal(expected.Codes.GetValueOrDefault(ProblemCodes.Undecodable), rows.Count(row => row.Flaws == RowFlaws.Undecodable));
        Assert.Equal(expected.Codes.GetValueOrDefault(ProblemCodes.TooManyFields), rows.Count(row => row.Cells.Length > 23));
        Assert.Equal(expected.Codes.GetValueOrDefault(ProblemCodes.TooFewFields), rows.Count(row => row.Cells.Length < 23));
        Assert.Equal(file.Errors == SampleErrors.All ? expected.Orders : expected.Planted.Count(planted => !planted.IsWarning), expected.RejectedOrders);
    }

    [Fact]
    public async Task Write_PlantedMistakes_StandWhereTheExpectationSays()
    {
        var (bytes, expected) = Make(SampleFile.TenThousandCp932);
        var rows = (await ReadAsync(bytes, FileEncoding.Cp932)).ToDictionary(row => row.Number);

        Assert.InRange(expected.Planted.Count, 250, 350);
        Assert.All(expected.Planted, planted => Assert.Equal(planted.OrderNumber, rows[planted.Row].Cells[0]));
        Assert.All(expected.Planted.Where(planted => planted.Code == ProblemCodes.NotANumber), planted => Assert.Equal("時価", rows[planted.Row].Cells[14]));
        var rejected = expected.Planted.Where(planted => !planted.IsWarning).Select(planted => planted.OrderNumber).ToHashSet();
        Assert.Equal(expected.RejectedRows, rows.Values.Count(row => rejected.Contains(row.Cells[0])));
    }

    [Fact]
    public async Task Write_CleanFile_AddsUpToItsExpectation()
    {
        var (bytes, expected) = Make(SampleFile.TenThousandUtf8);
        var rows = (await ReadAsync(bytes, FileEncoding.Utf8)).Skip(1).ToList();

        Assert.Equal(expected.AcceptedQuantity, rows.Sum(row => Number(row.Cells[13])));
        Assert.Equal(expected.AcceptedAmount, rows.Sum(row => Number(row.Cells[13]) * Number(row.Cells[14])));
    }

    [Fact]
    public void Write_TenThousandOrders_HoldsEveryCodeThatAFileCanHave() => Assert.Superset(
        new HashSet<string>
        {
            ProblemCodes.Required, ProblemCodes.TooLong, ProblemCodes.NotANumber, ProblemCodes.NotAnInteger, ProblemCodes.OutOfRange, ProblemCodes.BadDate,
            ProblemCodes.AmbiguousDate, ProblemCodes.BadEmail, ProblemCodes.BadPhone, ProblemCodes.BadPostalCode, ProblemCodes.UnknownPrefecture,
            ProblemCodes.UnknownPaymentMethod, ProblemCodes.BadTaxRate, ProblemCodes.AmountBelowMinimum, ProblemCodes.AmountAboveLimit,
            ProblemCodes.InconsistentOrder, ProblemCodes.DuplicateInFile, ProblemCodes.Undecodable, ProblemCodes.ControlCharacter,
            ProblemCodes.TooManyFields, ProblemCodes.TooFewFields,
        },
        Make(SampleFile.TenThousandCp932).Expectation.Codes.Keys.ToHashSet());

    private static long Number(string cell) => long.Parse(cell, CultureInfo.InvariantCulture);

    private static SampleFile Named(string name) => SampleFile.Standing.Single(file => file.Name == name);

    private static (byte[] Bytes, SampleExpectation Expectation) Make(SampleFile file)
    {
        using var output = new MemoryStream();
        var expectation = SampleOrderFiles.Write(file, output);
        return (output.ToArray(), expectation);
    }
}
