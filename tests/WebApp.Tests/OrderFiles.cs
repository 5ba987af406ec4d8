using System.Globalization;

namespace OrderPortal.WebApp.Tests;

/// <summary>Order files for tests.</summary>
public static class OrderFiles
{
    public const string Heading = "注文番号,顧客名,商品コード,数量,単価,備考\r\n";

    /// <summary>One good row for each number.</summary>
    public static string Good(params IEnumerable<string> numbers) => Heading + string.Concat(numbers.Select(number => $"{number},田中商店,A-100,2,1200,\r\n"));

    /// <summary>Good orders, with numbers that no other test has.</summary>
    public static string Fresh(int orders = 2)
    {
        var prefix = Prefix();
        return Good(Enumerable.Range(1, orders).Select(n => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{n}")));
    }

    public static string Prefix() => $"T{Guid.NewGuid():N}"[..12];
}
