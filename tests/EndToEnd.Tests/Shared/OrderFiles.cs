using OrderPortal.Domain.Imports;
using OrderPortal.Infrastructure.Demo;

namespace OrderPortal.EndToEnd.Tests.Shared;

/// <summary>A generated file on disk, and what an import of it must come to.</summary>
internal sealed record OrderFile(string Path, string FirstOrder, SampleExpectation Expected)
{
    public string Name => System.IO.Path.GetFileName(Path);
}

/// <summary>Files that tests hand over, each made once per run.</summary>
internal static class OrderFiles
{
    private static readonly string Folder = Directory.CreateTempSubdirectory("orderportal-e2e-files-").FullName;

    private static readonly Lazy<OrderFile> LazySample = new(() => Make(SampleFile.TenThousandCp932));
    private static readonly Lazy<OrderFile> LazyTwenty = new(() => Make(SampleFile.Twenty));
    private static readonly Lazy<OrderFile> LazyLarge = new(() => Make(Plain("large.csv", 100_000, 1)));
    private static readonly Lazy<OrderFile> LazyMiddle = new(() => Make(Plain("middle.csv", 20_000, 2)));

    private static readonly Lazy<OrderFile> LazyOwnNumbers = new(() => Make(Plain("own-numbers.csv", 20_000, 3, "OWN")));

    private static readonly Lazy<OrderFile> LazyReturned = new(() => Make(Plain("returned.csv", 40, 4, "RT")));
    private static readonly Lazy<OrderFile> LazyTried = new(() => Make(Plain("tried.csv", 200, 5, "TR")));
    private static readonly Lazy<OrderFile> LazyShown = new(() => Make(new SampleFile("受注_0120.csv", FileEncoding.Cp932, 2_000, SampleErrors.Some, Kindly: true, "EC", 4)));

    static OrderFiles() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Folder, recursive: true);

    /// <summary>10,000 orders as Japanese Excel would save them.</summary>
    public static OrderFile Sample => LazySample.Value;

    /// <summary>A small one without mistakes.</summary>
    public static OrderFile Twenty => LazyTwenty.Value;

    /// <summary>100,000 orders, some of them wrong.</summary>
    public static OrderFile Large => LazyLarge.Value;

    /// <summary>20,000 orders, some of them wrong.</summary>
    public static OrderFile Middle => LazyMiddle.Value;

    /// <summary>20,000 orders, some of them wrong, with order numbers that no other file has.</summary>
    public static OrderFile OwnNumbers => LazyOwnNumbers.Value;

    /// <summary>A few orders to take back.</summary>
    public static OrderFile Returned => LazyReturned.Value;

    /// <summary>A few orders to try out.</summary>
    public static OrderFile Tried => LazyTried.Value;
    /// <summary>2,000 orders as a shop's people would send them, for looking at.</summary>
    public static OrderFile Shown => LazyShown.Value;

    /// <summary>A file of any content.</summary>
    public static string Write(string name, byte[] content)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(Folder, Guid.NewGuid().ToString("N"))).FullName, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    private static SampleFile Plain(string name, int orders, ulong seed, string prefix = "OD") =>
        new(name, FileEncoding.Utf8, orders, SampleErrors.Some, Kindly: false, prefix, seed);

    private static OrderFile Make(SampleFile file)
    {
        var path = Path.Combine(Folder, file.Name);
        using var output = File.Create(path);
        return new OrderFile(path, $"{file.NumberPrefix}-2026-0000001", SampleOrderFiles.Write(file, output));
    }
}
