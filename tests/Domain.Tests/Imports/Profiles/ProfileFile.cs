using System.Reflection;
using System.Text.Json;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;

namespace OrderPortal.Domain.Tests.Imports.Profiles;

/// <summary>A file with some system's headings, read as a mapping says.</summary>
internal sealed class ProfileFile(ImportMapping mapping, IReadOnlyList<string> headings)
{
    private readonly List<FileRow> _rows = [];

    /// <summary>Heading rows as the systems write them, by name of the format.</summary>
    public static IReadOnlyDictionary<string, string[]> KnownHeadings { get; } = Load();

    public TestFile File { get; } = new()
    {
        Map = FileReading.Of(mapping, Heading(headings), FileFormat.Delimited(FileEncoding.Cp932, ','), TestFile.ReceivedAt).Map,
        Options = FileReading.Of(mapping, Heading(headings), FileFormat.Delimited(FileEncoding.Cp932, ','), TestFile.ReceivedAt).Options,
    };

    /// <summary>A row that is blank but for the given cells; of headings that stand twice the first is meant.</summary>
    public ProfileFile Row(params (string Heading, string Cell)[] cells)
    {
        var row = new string[headings.Count];
        Array.Fill(row, "");
        foreach (var (heading, cell) in cells)
        {
            var index = headings.ToList().IndexOf(heading);
            Assert.True(index >= 0, heading);
            row[index] = cell;
        }

        _rows.Add(new FileRow(_rows.Count + 2, row, RowFlaws.None));
        return this;
    }

    /// <summary>By order number.</summary>
    public IReadOnlyDictionary<string, AssembledOrder> Import()
    {
        Assert.Empty(File.Map.Problems);
        return File.Import(_rows).ToDictionary(order => order.OrderNumber ?? "", StringComparer.Ordinal);
    }

    public static OrderDraft Accepted(AssembledOrder order)
    {
        Assert.True(order.Draft is not null, string.Join(" / ", order.Problems.Select(problem => $"{problem.Row} {problem.Column} {problem.Code} {problem.Value} {string.Join(",", problem.Arguments)}")));
        return order.Draft;
    }

    private static FileRow Heading(IReadOnlyList<string> headings) => new(1, [.. headings], RowFlaws.None);

    private static Dictionary<string, string[]> Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("known_headings.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, string[]>>(stream)!;
    }
}
