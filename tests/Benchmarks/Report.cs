using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace OrderPortal.Benchmarks;

internal static class Usage
{
    public static int Print(string message)
    {
        Console.Error.WriteLine(message);
        return 2;
    }
}

/// <summary>Shows a bench's rows as a table and, where asked, as JSON with the machine they were measured on.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task WriteAsync<T>(string bench, IReadOnlyList<T> rows, string? jsonFile)
        where T : notnull
    {
        if (jsonFile is null)
        {
            return;
        }

        var machine = new
        {
            cores = Environment.ProcessorCount,
            memoryMb = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024 * 1024),
            os = RuntimeInformation.OSDescription,
            runtime = RuntimeInformation.FrameworkDescription,
        };
        await File.WriteAllTextAsync(jsonFile, JsonSerializer.Serialize(new { bench, machine, rows }, Json));
    }

    /// <param name="milliseconds">Sorted by this.</param>
    public static double Percentile(List<float> milliseconds, double share)
    {
        milliseconds.Sort();
        return Math.Round(milliseconds[Math.Min(milliseconds.Count - 1, (int)(milliseconds.Count * share))], 2);
    }

    /// <summary>A cell of words.</summary>
    public static FormattableString Text(string text) => FormattableStringFactory.Create("{0}", text);

    public static void Header(params ReadOnlySpan<(string Name, int Width)> columns)
    {
        foreach (var (name, width) in columns)
        {
            Console.Write(name.PadLeft(width));
        }

        Console.WriteLine();
    }

    public static void Row(params ReadOnlySpan<(IFormattable Value, string Format, int Width)> cells)
    {
        foreach (var (value, format, width) in cells)
        {
            Console.Write(value.ToString(format, CultureInfo.InvariantCulture).PadLeft(width));
        }

        Console.WriteLine();
    }
}
