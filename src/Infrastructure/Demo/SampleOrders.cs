using System.Globalization;
using OrderPortal.Domain.Imports;

namespace OrderPortal.Infrastructure.Demo;

/// <summary>The orders of a sample file one after another, as rows of cells, keeping account of what was planted.</summary>
internal sealed class SampleOrders(SampleFile file)
{
    private static readonly string[] Payments = ["クレジットカード", "コンビニ", "銀行振込", "請求書"];
    private static readonly string[] Times = ["", "", "午前中", "14:00-16:00", "18:00-20:00"];
    private static readonly string[] Notes = ["", "", "", "", "のし希望", "領収書をお願いします", "玄関前に置いてください", "改行の\nある備考です", "「至急」と\"赤字\"で"];

    private readonly DemoRandom _random = new(file.Seed);
    private readonly Dictionary<string, int> _codes = new(StringComparer.Ordinal);
    private readonly List<PlantedError> _planted = [];
    private int _orders;
    private int _rows;
    private int _rejectedOrders;
    private int _rejectedRows;
    private int _mistakes;
    private long _quantity;
    private long _amount;

    public SampleExpectation Expectation => new(_orders, _rows, _rejectedOrders, _rejectedRows, _quantity, _amount, _codes, _planted);

    /// <summary>Rows of the next order, or null at the end.</summary>
    public List<string[]>? Next()
    {
        if (_orders == file.Orders || _rows >= file.MaxRows)
        {
            return null;
        }

        _orders++;
        var count = Math.Min(_random.Once(2) ? 1 : 1 + _random.Next(4), file.MaxRows - _rows);
        var order = MakeOrder();
        var rows = new List<string[]>(count);
        long quantity = 0;
        long amount = 0;
        var last = new SampleSum(0, 0);
        for (var i = 0; i < count; i++)
        {
            var (cells, pieces, price) = MakeLine(order, i);
            rows.Add(cells);
            last = new SampleSum(pieces, pieces * price);
            quantity += last.Quantity;
            amount += last.Amount;
        }

        var isRejected = Plant(rows, last, ref quantity, ref amount);
        _rows += rows.Count;
        _rejectedOrders += isRejected ? 1 : 0;
        _rejectedRows += isRejected ? rows.Count : 0;
        _quantity += isRejected ? 0 : quantity;
        _amount += isRejected ? 0 : amount;
        return rows;
    }

    private string[] MakeOrder()
    {
        // The same customer code is the same person at the same place wherever it comes.
        var customer = _random.Next(5_000);
        var person = new DemoRandom(file.Seed + ((ulong)customer * 0x1_0000_0001));
        var place = person.Pick(DemoAddresses.Places);
        var day = new DateOnly(2026, 8, 1).AddDays(_random.Next(90));
        var name = person.Once(8) ? person.Pick(DemoNames.Companies) : $"{person.Pick(DemoNames.Family)}　{person.Pick(DemoNames.Given)}";
        var cells = new string[23];
        Array.Fill(cells, "");
        cells[0] = $"{file.NumberPrefix}-2026-{_orders:D7}";
        cells[1] = Date(day, withTime: true);
        cells[2] = $"C{customer:D5}";
        cells[3] = name;
        cells[4] = person.Once(12) ? "" : $"user{customer:D5}@example.jp";
        cells[5] = Phone(person);
        cells[6] = Postal($"{place.PostalPrefix}{person.Next(100):D4}");
        cells[7] = file.Kindly && place.Prefecture != "北海道" && _random.Once(10) ? place.Prefecture[..^1] : place.Prefecture;
        cells[8] = place.City;
        cells[9] = $"{person.Pick(DemoAddresses.Towns)}{1 + person.Next(9)}-{1 + person.Next(20)}-{1 + person.Next(30)}";
        cells[10] = person.Pick(DemoAddresses.Buildings);
        cells[17] = _random.Pick((string[])["0", "550", "770"]);
        // Only with shipping: the cheapest order less its discount would be below the least total otherwise.
        cells[16] = cells[17] != "0" && _random.Once(10) ? "100" : "0";
        cells[18] = _random.Pick(Payments);
        cells[19] = _random.Once(3) ? "" : Date(day.AddDays(3 + _random.Next(10)), withTime: false);
        cells[20] = _random.Pick(Times);
        cells[21] = _random.Pick(Notes);
        cells[22] = _random.Once(4) ? $"店舗{1 + _random.Next(9)}" : "";
        return cells;
    }

    private (string[] Cells, long Quantity, long Price) MakeLine(string[] order, int index)
    {
        var product = _random.Pick(DemoProducts.All);
        var quantity = 1 + _random.Next(5);
        var cells = (string[])order.Clone();
        cells[11] = product.Code;
        cells[12] = product.Name;
        cells[13] = Digits(quantity.ToString(CultureInfo.InvariantCulture));
        cells[14] = Price(product.UnitPrice);
        cells[15] = file.Kindly && _random.Once(3) ? $"{product.TaxRate}%" : product.TaxRate.ToString(CultureInfo.InvariantCulture);
        // A repeated note would be repeated on the order too; only its first row has it, as spreadsheets do.
        cells[21] = index == 0 ? order[21] : "";
        return (cells, quantity, product.UnitPrice);
    }

    private string Date(DateOnly day, bool withTime)
    {
        var time = withTime ? $" {8 + _random.Next(12)}:{_random.Next(60):D2}" : "";
        if (!file.Kindly)
        {
            return day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + (withTime ? $" {8 + _random.Next(12):D2}:{_random.Next(60):D2}:00" : "");
        }

        return _random.Next(6) switch
        {
            0 => $"{day.Year}年{day.Month}月{day.Day}日",
            1 => $"令和{day.Year - 2018}年{day.Month}月{day.Day}日",
            2 => $"R{day.Year - 2018}.{day.Month}.{day.Day}",
            _ => $"{day.Year}/{day.Month}/{day.Day}{time}",
        };
    }

    private string Phone(DemoRandom person)
    {
        var prefix = person.Pick((string[])["03-0000", "06-0000", "050-0000", "090-0000"]);
        return Digits($"{prefix}-{person.Next(10_000):D4}");
    }

    private string Postal(string digits)
    {
        var parted = $"{digits[..3]}-{digits[3..]}";
        return !file.Kindly ? parted : _random.Next(8) switch
        {
            0 => digits,
            1 => $"〒{parted}",
            2 => FullWidth(parted),
            _ => parted,
        };
    }

    private string Price(long price) => !file.Kindly ? price.ToString(CultureInfo.InvariantCulture) : _random.Next(8) switch
    {
        // In CP932 the byte of a backslash is shown as a yen sign, and Excel writes it for one.
        0 => $"{(file.Encoding == FileEncoding.Cp932 ? '\\' : '¥')}{price.ToString("N0", CultureInfo.InvariantCulture)}",
        1 => $"{price.ToString("N0", CultureInfo.InvariantCulture)}円",
        2 => $"￥{price.ToString("N0", CultureInfo.InvariantCulture)}",
        3 => FullWidth(price.ToString(CultureInfo.InvariantCulture)),
        _ => price.ToString(CultureInfo.InvariantCulture),
    };

    private string Digits(string text) => file.Kindly && _random.Once(10) ? FullWidth(text) : text;

    private static string FullWidth(string text) =>
        string.Concat(text.Select(value => value switch { >= '0' and <= '9' => (char)(value - '0' + '０'), '-' => '－', _ => value }));

    /// <returns>True when the order will be rejected.</returns>
    private bool Plant(List<string[]> rows, SampleSum last, ref long quantity, ref long amount)
    {
        switch (file.Errors)
        {
            case SampleErrors.Some when _random.Once(33):
                var mistake = SampleMistake.All[_mistakes++ % SampleMistake.All.Count];
                var number = rows[0][0];
                var at = mistake.Make(rows, _random);
                Count(mistake.Code);
                _planted.Add(new PlantedError(_rows + 2 + at, number, mistake.Code, mistake.IsWarning));
                if (mistake.Accepted is not null)
                {
                    (quantity, amount) = mistake.Accepted(new SampleSum(quantity, amount), last);
                }

                return !mistake.IsWarning;
            case SampleErrors.All:
                foreach (var row in rows)
                {
                    var one = SampleMistake.OfOneRow[_mistakes++ % SampleMistake.OfOneRow.Count];
                    one.Make([row], _random);
                    Count(one.Code);
                }

                return true;
            default:
                return false;
        }
    }

    private void Count(string code) => _codes[code] = _codes.GetValueOrDefault(code) + 1;
}

internal readonly record struct SampleSum(long Quantity, long Amount);

/// <summary>One way in which people's files are wrong.</summary>
/// <param name="Make">Changes the rows of an order and tells which of them carries the problem.</param>
/// <param name="Accepted">Where the order goes in nevertheless: what it adds up to afterwards, from what it and its last line did before.</param>
internal sealed record SampleMistake(string Code, Func<List<string[]>, DemoRandom, int> Make, Func<SampleSum, SampleSum, SampleSum>? Accepted = null)
{
    public bool IsWarning => Accepted is not null;

    /// <summary>Those that need no other row and leave the order number alone.</summary>
    public static IReadOnlyList<SampleMistake> OfOneRow { get; } =
    [
        OnOneRow(ProblemCodes.NotANumber, 14, "時価"),
        OnOneRow(ProblemCodes.NotAnInteger, 13, "1.5"),
        OnOneRow(ProblemCodes.OutOfRange, 13, "0"),
        OnOneRow(ProblemCodes.OutOfRange, 13, "100000"),
        OnOneRow(ProblemCodes.BadTaxRate, 15, "12"),
        OnOneRow(ProblemCodes.Required, 11, ""),
        OnOneRow(ProblemCodes.Required, 14, ""),
        OnOneRow(ProblemCodes.TooLong, 12, new string('長', 201)),
        OnOneRow(ProblemCodes.ControlCharacter, 12, "制御\u0007文字"),
        OnOneRow(ProblemCodes.Undecodable, 12, $"文字{FileRow.UndecodableMark}化け"),
    ];

    public static IReadOnlyList<SampleMistake> All { get; } =
    [
        .. OfOneRow,
        OnWholeOrder(ProblemCodes.Required, 3, ""),
        OnWholeOrder(ProblemCodes.BadDate, 1, "2026/2/30"),
        OnWholeOrder(ProblemCodes.AmbiguousDate, 1, "01/02/2026"),
        OnWholeOrder(ProblemCodes.BadEmail, 4, "taro.example.jp"),
        OnWholeOrder(ProblemCodes.BadPhone, 5, "03-12"),
        OnWholeOrder(ProblemCodes.BadPostalCode, 6, "12345"),
        OnWholeOrder(ProblemCodes.UnknownPrefecture, 7, "江戸県"),
        OnWholeOrder(ProblemCodes.UnknownPaymentMethod, 18, "物々交換"),
        new(ProblemCodes.AmountBelowMinimum, (rows, _) => OneLine(rows, "1", "50")),
        new(ProblemCodes.AmountAboveLimit, (rows, _) => OneLine(rows, "100", "24800"), (_, _) => new SampleSum(100, 2_480_000)),
        new(ProblemCodes.InconsistentOrder, (rows, _) =>
        {
            var other = (string[])rows[0].Clone();
            other[3] = "別名　義男";
            other[21] = "";
            rows.Add(other);
            rows[^1][11] = "KD-801";
            return rows.Count - 1;
        }),
        new(ProblemCodes.DuplicateInFile, (rows, _) =>
        {
            rows.Add((string[])rows[^1].Clone());
            return rows.Count - 1;
        }, (order, last) => new SampleSum(order.Quantity + last.Quantity, order.Amount + last.Amount)),
        new(ProblemCodes.TooManyFields, (rows, random) =>
        {
            var at = random.Next(rows.Count);
            rows[at] = [.. rows[at], "余分"];
            return at;
        }),
        new(ProblemCodes.TooFewFields, (rows, random) =>
        {
            var at = random.Next(rows.Count);
            rows[at] = rows[at][..12];
            return at;
        }),
    ];

    private static SampleMistake OnOneRow(string code, int column, string value) => new(code, (rows, random) =>
    {
        var at = random.Next(rows.Count);
        rows[at][column] = value;
        return at;
    });

    private static SampleMistake OnWholeOrder(string code, int column, string value) => new(code, (rows, _) =>
    {
        rows.ForEach(row => row[column] = value);
        return 0;
    });

    private static int OneLine(List<string[]> rows, string quantity, string price)
    {
        rows.RemoveRange(1, rows.Count - 1);
        rows[0][13] = quantity;
        rows[0][14] = price;
        rows[0][15] = "10";
        rows[0][16] = "0";
        rows[0][17] = "0";
        return 0;
    }
}
