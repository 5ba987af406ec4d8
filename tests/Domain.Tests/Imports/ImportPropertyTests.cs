using FsCheck;
using FsCheck.Fluent;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Values;
using OrderPortal.Domain.Orders;

namespace OrderPortal.Domain.Tests.Imports;

/// <summary>What holds for any file whatever, tried on files made of values that real files and nasty people have.</summary>
public sealed class ImportPropertyTests
{
    private static readonly string[] Cells =
    [
        "", "", " ", "　", "EC-1", "ＥＣ－１", "00123", "1.23457E+12", "田中 太郎", "㈱ナガノ", "ﾔﾏﾀﾞ", "か\u3099", "𠮷", "x\uD842", "か\u3099\uFFFE", "a\0b", "一\r\n二", "\t", "\uFDD0",
        "1", "2", "10", "１０", "¥1,234", "1,234円", "1,23", "1.5", "-5", "△500", "99999999", "100000000", "1.2万", "8%", "軽減", "0.08", "免税",
        "2026/1/5", "令和8年1月5日", "R8.1.5 13:45", "46027", "46027.5", "01/02/2026", "13/02/2026", "25/1/5", "最短", "指定なし", "2026-01-05T10:00:00Z",
        "150-0001", "1500001", "600001", "15-0001", "03-1234-5678", "9012345678", "+81 3-1234-5678", "+12125550100", "taro@example.co.jp", "ｔ@example.jp", "taro@",
        "東京都", "大阪", "13", "コンビニ", "銀行振込", "代引き", "=1+1", "#N/A", "'0600001", "ー", "%", "．", "\uFF9E",
    ];

    private static Gen<FileRow[]> Files { get; } =
        from rows in RowGen().ArrayOf()
        select rows.Select((row, i) => row with { Number = i + 2 }).ToArray();

    [Fact]
    public void Import_EveryRowIsInOneOrderAndEveryRejectedRowHasAnError() => Prop.ForAll(Files.ToArbitrary(), rows =>
    {
        var file = new TestFile();
        var orders = file.Import(rows);

        Assert.Equal(file.Index!.Rows, orders.Sum(order => order.Rows.Count));
        Assert.Equal(file.Index.Rows, orders.SelectMany(order => order.Rows).Distinct().Count());
        foreach (var order in orders)
        {
            var faulty = order.Problems.Where(problem => problem.Severity == ProblemSeverity.Error).Select(problem => problem.Row).ToHashSet();
            Assert.True(order.IsRejected ? faulty.SetEquals(order.Rows) : faulty.Count == 0);
            Assert.All(order.Problems, problem => Assert.Contains(problem.Row, order.Rows));
            if (order.Draft is { } draft)
            {
                Assert.DoesNotContain(OrderRules.Check(draft, file.Settings), problem => problem.Severity == ProblemSeverity.Error);
                Assert.Equal((order.Quantity, order.Amount), (draft.Lines.Sum(line => (long)line.Quantity), draft.Lines.Sum(line => line.Amount)));
                Assert.Equal(order.Amount, order.Totals.Subtotal);
            }
        }
    }).Holds();

    /// <summary>Guards the property above: it would hold for files that are all bad, too.</summary>
    [Fact]
    public void Files_HaveGoodAndBadOrdersOfOneAndMoreRows()
    {
        var orders = Files.Sample(200, 30).SelectMany(rows => new TestFile().Import(rows)).ToList();

        Assert.Contains(orders, order => !order.IsRejected && order.Rows.Count > 1);
        Assert.Contains(orders, order => order.IsRejected && order.Rows.Count > 1);
        Assert.InRange(orders.Count(order => !order.IsRejected), orders.Count / 50, orders.Count);
    }

    [Fact]
    public void Import_WhateverTheBound_GivesTheSameOrders() => Prop.ForAll(Files.ToArbitrary(), Gen.Choose(1, 6).ToArbitrary(), (rows, bound) =>
        Assert.Equal(
            Say(new TestFile().Import(rows), withRows: true),
            Say(new TestFile { MaxHeldRows = bound }.Import(rows), withRows: true))).Holds();

    [Fact]
    public void Import_WhereNumberedRowsStandDoesNotMatter()
    {
        var files =
            from rows in NumberedRowGen().ArrayOf()
            from shuffled in Gen.Shuffle(rows)
            select (rows, shuffled: shuffled.ToArray());
        Prop.ForAll(files.ToArbitrary(), file =>
        {
            var straight = new TestFile().Import(file.rows.Select((row, i) => row with { Number = i + 2 }).ToArray());
            var mixed = new TestFile().Import(file.shuffled.Select((row, i) => row with { Number = i + 2 }).ToArray());
            Assert.Equal(Say(straight, withRows: false), Say(mixed, withRows: false));
        }).Holds();
    }

    [Fact]
    public void Readers_ReadingWhatTheyMadeChangesNothing()
    {
        var texts = Gen.OneOf(Gen.Elements(Cells), Gen.Elements(Cells).Two().Select(two => two.Item1 + two.Item2), ArbMap.Default.GeneratorFor<string?>().Select(text => text ?? ""));
        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            Idempotent(text, (string cell, out string value) => TextValue.Read(cell, false, out value));
            Idempotent(text, (string cell, out string value) => TextValue.Read(cell, true, out value));
            Idempotent(text, CodeValue.Read);
            Idempotent(text, PostalCodeValue.Read);
            Idempotent(text, PhoneValue.Read);
            Idempotent(text, EmailValue.Read);
            Idempotent(text, PrefectureValue.Read);
            Idempotent(text, (string cell, out string value) =>
            {
                var finding = DateValue.ReadMoment(cell, DateOrder.Unstated, out var moment);
                value = finding.IsFault ? "" : moment.ToString("yyyy-MM-ddTHH:mm:sszzz");
                return finding;
            });
            Idempotent(text, (string cell, out string value) =>
            {
                var finding = WholeNumberValue.ReadYen(cell, long.MinValue, long.MaxValue, out var yen);
                value = finding.IsFault ? "" : $"{yen}";
                return finding;
            });
            Idempotent(text, (string cell, out string value) =>
            {
                var finding = WholeNumberValue.ReadQuantity(cell, int.MinValue, int.MaxValue, out var quantity);
                value = finding.IsFault ? "" : $"{quantity}";
                return finding;
            });
            Idempotent(text, (string cell, out string value) =>
            {
                var finding = DateValue.ReadDay(cell, DateOrder.Unstated, out var day);
                value = finding.IsFault ? "" : $"{day:yyyy-MM-dd}";
                return finding;
            });
            Idempotent(text, (string cell, out string value) =>
            {
                var finding = TaxRateValue.Read(cell, out var rate);
                value = finding.IsFault ? "" : rate switch { TaxRate.Standard => "10%", TaxRate.Reduced => "8%", _ => "0%" };
                return finding;
            });
            Idempotent(text, (string cell, out string value) =>
            {
                var finding = PaymentMethodValue.Read(cell, out var method);
                value = finding.IsFault ? "" : method switch
                {
                    PaymentMethod.CreditCard => "クレジットカード", PaymentMethod.Konbini => "コンビニ決済", PaymentMethod.BankTransfer => "銀行振込", _ => "請求書払い",
                };
                return finding;
            });
        }).Holds();
    }

    private delegate ValueFinding Reader(string cell, out string value);

    private static void Idempotent(string text, Reader read)
    {
        if (read(text, out var once).IsFault || once.Length == 0)
        {
            return;
        }

        var again = read(once, out var twice);

        Assert.Null(again.Code);
        Assert.Equal(once, twice);
    }

    private static Gen<FileRow> RowGen() =>
        from number in Gen.Frequency((4, Gen.Constant("")), (12, Gen.Elements("A", "B", "C", "D", "E", "F", "Ａ")), (1, Gen.Constant("a\u0001")))
        from wild in Gen.Frequency((6, Gen.Constant(0)), (2, Gen.Constant(1)), (1, Gen.Constant(3)))
        from changes in Gen.Elements(Enum.GetValues<ImportColumn>()).SelectMany(column => Gen.Elements(Cells).Select(cell => (column, cell))).ListOf(wild)
        from kind in Gen.Frequency((6, Gen.Constant(0)), (4, Gen.Constant(1)), (1, Gen.Constant(2)), (1, Gen.Constant(3)))
        from product in Gen.Choose(1, 3)
        select Make(number, [.. changes], kind, product);

    private static FileRow Make(string number, (ImportColumn, string)[] changes, int kind, int product)
    {
        (ImportColumn, string)[] own = [(ImportColumn.OrderNumber, number), (ImportColumn.ProductCode, $"P{product}"), .. changes];
        var row = kind == 0
            ? TestFile.Row(0, own)
            : TestFile.Blank(0, [.. kind == 1 ? [(ImportColumn.Quantity, "2"), (ImportColumn.UnitPrice, "300")] : Array.Empty<(ImportColumn, string)>(), .. kind == 3 ? changes : own]);
        var isCut = kind == 2 && product == 1;
        var flaws = isCut && changes.Length == 1 ? RowFlaws.UnclosedQuote : RowFlaws.None;
        flaws |= row.Cells.Any(cell => cell.Contains(FileRow.UndecodableMark)) ? RowFlaws.Undecodable : RowFlaws.None;
        return row with { Cells = isCut ? row.Cells[..^1] : row.Cells, Flaws = flaws };
    }

    private static Gen<FileRow> NumberedRowGen() =>
        from number in Gen.Elements("A", "B", "C", "Ａ")
        from hasHead in Gen.Elements(true, false)
        from name in Gen.Frequency((9, Gen.Constant("田中商店")), (1, Gen.Constant("鈴木商店")))
        from quantity in Gen.Elements("1", "2", "３", "4", "5", "x")
        select hasHead
            ? TestFile.Row(0, (ImportColumn.OrderNumber, number), (ImportColumn.CustomerName, name), (ImportColumn.Quantity, quantity))
            : TestFile.Blank(0, (ImportColumn.OrderNumber, number), (ImportColumn.ProductCode, "B"), (ImportColumn.Quantity, quantity), (ImportColumn.UnitPrice, "300"));

    private static List<string> Say(List<AssembledOrder> orders, bool withRows) =>
        [.. orders.Select(order => string.Join('|',
            order.OrderNumber,
            order.IsRejected,
            order.Quantity,
            order.Amount,
            order.Totals,
            order.Draft?.Customer,
            order.Draft?.ShippingAddress,
            string.Join(',', (order.Draft?.Lines ?? []).Select(line => $"{line.ProductCode}×{line.Quantity}").Order(StringComparer.Ordinal)),
            withRows ? string.Join(',', order.Rows) : order.Rows.Count,
            withRows ? string.Join(',', order.Problems.Select(problem => $"{problem.Row}{problem.Column}{problem.Code}")) : "")).Order(StringComparer.Ordinal)];
}
