namespace OrderPortal.Architecture.Tests;

/// <summary>Lengths in lines: over these a file is almost always two things.</summary>
public sealed class SizeTests
{
    private const int MostLines = 300;
    private const int MostMarkup = 150;
    private const int MostCodeBehind = 250;
    private const int MostEntryPoint = 60;

    /// <summary>Files that are one thing all the same. They may grow to their bound here, none beyond 500.</summary>
    private static readonly (string File, int Bound, string Why)[] Exceptions =
    [
        ("src/Domain/Imports/Values/DateParser.cs", 400, "one grammar, read from top to bottom; the time of day is a part of its own"),
        ("src/Domain/Imports/OrderComposer.cs", 450, "one pass over the rows of an order; its steps share the state of the order in hand"),
        ("src/Domain/Imports/OrderRowReader.cs", 450, "one method for each column, side by side so that they stay alike"),
        ("src/Domain/Imports/RunImport.cs", 450, "the whole way of an import in one place; what can stand alone (reporter, index, assembler) does"),
        ("src/Infrastructure/Imports/ImportRunStore.cs", 450, "the SQL of one run on its one connection"),
        ("tests/WebApp.Tests/Imports/ImportsRefusalsTests.cs", 400, "tables of wrong inputs and what answers them"),
        ("tests/Domain.Tests/Imports/Values/ValueTests.cs", 500, "tables of examples, one for each kind of value"),
    ];

    [Fact]
    public void Files_WhenWritten_AreShort() => Expect.None(
        Repository.Under("src/", ".cs").Concat(Repository.Under("tests/", ".cs")).Where(file => !IsGenerated(file))
            .Select(file => (File: file, Lines: Repository.Lines(file), Most: MostOf(file)))
            .Where(found => found.Lines > found.Most)
            .Select(found => $"{found.File}: {found.Lines} lines, {found.Most} at most"),
        "Files that are too long");

    [Fact]
    public void Markup_WhenWritten_IsShort() => Expect.None(
        Repository.Under("src/", ".razor").Where(file => Repository.Lines(file) > MostMarkup).Select(file => $"{file}: {Repository.Lines(file)} lines, {MostMarkup} at most"), "Markup that is too long");

    [Fact]
    public void Exceptions_WhenListed_AreNeededAndBounded()
    {
        Assert.All(Exceptions, exception => Assert.InRange(exception.Bound, MostLines + 1, 500));
        Expect.None(Exceptions.Where(exception => !Repository.Files.Contains(exception.File) || Repository.Lines(exception.File) <= MostLines).Select(exception => exception.File), "Exceptions that nothing needs");
    }

    private static int MostOf(string file) => file switch
    {
        "src/WebApp/Program.cs" => MostEntryPoint,
        _ when Exceptions.FirstOrDefault(exception => exception.File == file) is { File: not null } listed => listed.Bound,
        _ when file.EndsWith(".razor.cs", StringComparison.Ordinal) => MostCodeBehind,
        _ => MostLines,
    };

    private static bool IsGenerated(string file) => file.Contains("/Migrations/", StringComparison.Ordinal);
}
