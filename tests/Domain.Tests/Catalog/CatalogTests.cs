using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Catalog;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Testing.Catalog;

namespace OrderPortal.Domain.Tests.Catalog;

public sealed class CatalogTests : ICatalogTables
{
    private static readonly ProductValues Pen = new("ボールペン", "Pen", 180, TaxRate.Standard, true);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly FakeProducts _products = new();
    private readonly FakeCustomers _customers = new();
    private Result<CatalogTable> _table;

    [Fact]
    public async Task Add_OfAGoodProduct_KeepsItAsItIsMeant()
    {
        var saved = await Products.AddAsync(Fields((CatalogField.Code, " Ａ-1 "), (CatalogField.Name, "ペン"), (CatalogField.Price, "￥1,200"), (CatalogField.TaxRate, "8")), Cancel);

        var product = Assert.Single(_products.Stored);
        Assert.Equal((product.Id.Value, "A-1", new ProductValues("ペン", null, 1_200, TaxRate.Reduced, true)), (saved.Id!.Value, product.Code, product.Values));
        Assert.Equal((AuditActions.ProductSaved, null), (Assert.Single(_products.Entries).Action, _products.Entries[0].Before));
    }

    [Fact]
    public async Task Add_TellsEveryMistake()
    {
        var saved = await Products.AddAsync(Fields((CatalogField.Code, ""), (CatalogField.NameEnglish, new string('x', 201)), (CatalogField.Price, "-1"), (CatalogField.TaxRate, "5")), Cancel);

        Assert.Equal(
            [(CatalogField.Code, ProblemCodes.Required), (CatalogField.Name, ProblemCodes.Required), (CatalogField.NameEnglish, ProblemCodes.TooLong), (CatalogField.Price, ProblemCodes.OutOfRange), (CatalogField.TaxRate, ProblemCodes.BadTaxRate)],
            saved.Problems.Select(problem => (problem.Field!.Value, problem.Code)));
        Assert.Empty(_products.Stored);
    }

    [Fact]
    public async Task Add_OfACodeThatIsTaken_SaysSo()
    {
        _products.Put("A-1", Pen);

        var saved = await Products.AddAsync(Fields((CatalogField.Code, "A-1"), (CatalogField.Name, "ペン"), (CatalogField.Price, "1")), Cancel);

        Assert.Equal((CatalogField.Code, CatalogProblems.DuplicateCode), (Assert.Single(saved.Problems).Field!.Value, saved.Problems[0].Code));
        Assert.Equal(Pen, Assert.Single(_products.Stored).Values);
    }

    [Fact]
    public async Task Change_OfAProduct_EmptiesWhatIsBlankAndKeepsTheCode()
    {
        var stored = _products.Put("A-1", Pen);

        var saved = await Products.ChangeAsync(stored.Id, stored.Seq, Fields((CatalogField.Code, "B"), (CatalogField.Name, "万年筆"), (CatalogField.NameEnglish, ""), (CatalogField.Price, "200")), Cancel);

        Assert.Null(saved.Refusal);
        Assert.Equal(("A-1", new ProductValues("万年筆", null, 200, TaxRate.Standard, true)), (Assert.Single(_products.Stored).Code, _products.Stored.Single().Values));
        var entry = Assert.Single(_products.Entries);
        Assert.Contains("180", entry.Before, StringComparison.Ordinal);
        Assert.Contains("200", entry.After, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_OfWhatSomebodyElseChanged_IsRefused()
    {
        var seen = _products.Put("A-1", Pen);
        _products.Put("A-1", Pen with { Price = 190 });

        var saved = await Products.SwitchAsync(seen.Id, seen.Seq, active: false, Cancel);

        Assert.Equal(CatalogErrors.ChangedByOther, saved.Refusal?.Code);
        Assert.True(Assert.Single(_products.Stored).Values.Active);
    }

    [Fact]
    public async Task Switch_OfAProduct_ChangesNothingElse()
    {
        var stored = _products.Put("A-1", Pen);

        await Products.SwitchAsync(stored.Id, stored.Seq, active: false, Cancel);

        Assert.Equal(Pen with { Active = false }, Assert.Single(_products.Stored).Values);
        Assert.Equal(CatalogErrors.NotFound, (await Products.SwitchAsync(ProductId.New(), 1, true, Cancel)).Refusal?.Code);
    }

    [Fact]
    public async Task Change_OfACustomer_MasksWhoItIsInTheEntry()
    {
        var stored = _customers.Put("C-1", new CustomerValues("田中商店", "taro@example.co.jp", null));

        await new SaveCustomer(_customers, _customers).ChangeAsync(
            stored.Id, stored.Seq, Fields((CatalogField.Name, "田中商事"), (CatalogField.Email, ""), (CatalogField.Phone, "+81 3-1234-5678")), Cancel);

        Assert.Equal(new CustomerValues("田中商事", null, "0312345678"), Assert.Single(_customers.Stored).Values);
        var entry = Assert.Single(_customers.Entries);
        Assert.DoesNotContain("商", entry.Before + entry.After, StringComparison.Ordinal);
        Assert.DoesNotContain("example", entry.Before, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_AddsChangesAndLeavesAlone_AndTellsOfTheRest()
    {
        _products.Put("A-1", Pen);
        _products.Put("A-2", Pen);
        Table(
            ["商品コード", "名称", "単価", "税率", "販売状態", "仕入先"],
            ["A-1", "", "180", "", "", "x"],
            ["A-2", "", "190", "軽減", "停止", "x"],
            ["A-3", "新商品", "500", "", "", "x"],
            ["A-4", "", "500", "", "", "x"],
            ["A-3", "また", "1", "", "", "x"],
            ["", "名なし", "1", "", "", "x"],
            ["A-5", "五", "abc", "9", "たぶん", "x"],
            ["A-6", "六", "1", "", ""]);

        var outcome = (await new ImportProducts(this, _products, _products).ExecuteAsync(Stream.Null, Cancel)).Value;

        Assert.Equal((1, 1, 1, 5), (outcome.Added, outcome.Changed, outcome.Unchanged, outcome.Rejected));
        Assert.Equal(
            [
                (5, CatalogField.Name, ProblemCodes.Required), (6, CatalogField.Code, CatalogProblems.DuplicateCodeInFile), (7, CatalogField.Code, ProblemCodes.Required), (8, CatalogField.Price, ProblemCodes.NotANumber),
                (8, CatalogField.TaxRate, ProblemCodes.BadTaxRate), (8, CatalogField.Active, CatalogProblems.UnknownSaleState), (9, (CatalogField?)null, ProblemCodes.TooFewFields),
            ],
            outcome.Problems.Select(problem => (problem.Row, problem.Field, problem.Code)));
        Assert.Equal(
            [("A-1", Pen), ("A-2", Pen with { Price = 190, TaxRate = TaxRate.Reduced, Active = false }), ("A-3", new ProductValues("新商品", null, 500, TaxRate.Standard, true))],
            _products.Stored.Select(product => (product.Code, product.Values)));
        Assert.Equal((AuditActions.CatalogImported, "product"), (Assert.Single(_products.Entries).Action, _products.Entries[0].EntityType));
    }

    [Fact]
    public async Task Import_OfATableWithoutCodes_IsRefused()
    {
        Table(["名前", "電話"], ["田中", "0312345678"]);

        var result = await new ImportCustomers(this, _customers, _customers).ExecuteAsync(Stream.Null, Cancel);

        Assert.Equal(ProblemCodes.MissingHeading, result.Error?.Code);
        Assert.Empty(_customers.Entries);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Row_OfWhatIsStored_ComesBackUnchanged(bool japanese)
    {
        var product = _products.Put("A-1", Pen with { Active = false, NameEnglish = null });
        var customer = _customers.Put("C-1", new CustomerValues("田中商店", "taro@example.co.jp", "+12025550123"));
        Table([.. CatalogSheet.Products.Heading(japanese)], [.. CatalogSheet.Row(product, japanese)]);
        Assert.Equal(1, (await new ImportProducts(this, _products, _products).ExecuteAsync(Stream.Null, Cancel)).Value.Unchanged);

        Table([.. CatalogSheet.Customers.Heading(japanese)], [.. CatalogSheet.Row(customer)]);
        Assert.Equal(1, (await new ImportCustomers(this, _customers, _customers).ExecuteAsync(Stream.Null, Cancel)).Value.Unchanged);
    }

    Task<Result<CatalogTable>> ICatalogTables.ReadAsync(Stream content, CancellationToken cancellationToken) => Task.FromResult(_table);

    Task ICatalogTables.WriteAsync(Stream output, FileEncoding encoding, IReadOnlyList<string> heading, IAsyncEnumerable<IReadOnlyList<string>> rows, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    private SaveProduct Products => new(_products, _products);

    private void Table(string[] heading, params string[][] rows) =>
        _table = new CatalogTable(new FileRow(1, heading, RowFlaws.None), [.. rows.Select((cells, index) => new FileRow(index + 2, cells, RowFlaws.None))], "UTF-8");

    private static Dictionary<CatalogField, string> Fields(params (CatalogField Field, string Text)[] fields) => fields.ToDictionary(field => field.Field, field => field.Text);
}
