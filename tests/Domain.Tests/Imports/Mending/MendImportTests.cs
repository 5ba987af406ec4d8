using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Mending;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Testing.Imports;

namespace OrderPortal.Domain.Tests.Imports.Mending;

public sealed class MendImportTests
{
    private const int Product = 2;
    private const int Quantity = 3;

    private static readonly ImportSnapshot Import = new()
    {
        Id = ImportId.New(), Tenant = TenantId.New(), Number = 7, Status = ImportStatus.CompletedWithErrors, Phase = ImportPhase.Finished, FileName = "注文.csv", FileBytes = 10,
        Sha256 = new byte[32], Counts = ImportCheckpoint.Start with { RowsRejected = 4 }, CreatedBy = "佐藤",
    };

    private readonly FakeMending _mending = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SetCell_WhenOneRowOfAnOrderIsStillWrong_LeavesTheOrderOutOfTheCount()
    {
        var mend = Mend("K-1,山田,A,x,100", "K-1,山田,B,x,100", "K-2,佐藤,A,1,100");
        Reject(2, 3);
        var page = await LoadAsync(mend);
        Assert.Equal(new MendingCounts(2, 1, 0, 0), page.Counts);

        page = (await mend.SetCellAsync(page, 2, Quantity, "5", Cancel)).Value;
        Assert.Equal(ProblemCodes.OrderRejected, Assert.Single(page.Rows.First().Problems).Code);
        Assert.Equal(0, page.Counts!.MendedRows);

        page = (await mend.SetCellAsync(page, 3, Quantity, "5", Cancel)).Value;
        Assert.Equal(new MendingCounts(2, 1, 2, 1), page.Counts);
        Assert.Equal([new CellEdit(2, Quantity, "5"), new CellEdit(3, Quantity, "5")], _mending.Edits);
    }

    [Fact]
    public async Task SetCell_WhatTheFileHas_IsNoEdit()
    {
        var mend = Mend("K-1,山田,A,x,100");
        Reject(2);
        var page = (await mend.SetCellAsync(await LoadAsync(mend), 2, Quantity, "5", Cancel)).Value;

        page = (await mend.SetCellAsync(page, 2, Quantity, "x", Cancel)).Value;

        Assert.Empty(_mending.Edits);
        Assert.Empty(page.Rows.Single().Edits);
        Assert.False(page.Rows.Single().IsMended);
    }

    [Fact]
    public async Task SetCell_MovingARowToAnotherOrder_LooksAtThatOrder()
    {
        var mend = Mend("K-1,山田,A,x,100", "K-2,佐藤,A,x,100");
        Reject(2, 3);

        var page = (await mend.SetCellAsync(await LoadAsync(mend), 3, 0, "K-1", Cancel)).Value;

        Assert.Equal([2, 2], page.Rows.Select(row => row.Order));
        Assert.Contains(page.Rows.Last().Problems, problem => problem.Code == ProblemCodes.InconsistentOrder);
    }

    [Fact]
    public async Task SetCell_OnAShortRow_FillsIt()
    {
        var mend = Mend("K-1,山田,A,1");
        Reject(2);
        var page = await LoadAsync(mend);
        Assert.Equal([0, 1, 2, 3, 4], page.Troubled.Order());

        page = (await mend.SetCellAsync(page, 2, 4, "100", Cancel)).Value;

        Assert.True(page.Rows.Single().IsMended);
        Assert.Equal("100", page.Rows.Single().Cell(4));
    }

    [Theory]
    [InlineData(9, Quantity, "1")]
    [InlineData(2, 99, "1")]
    public async Task SetCell_OutsideOfThePage_IsABug(int row, int cell, string value)
    {
        var mend = Mend("K-1,山田,A,x,100");
        Reject(2);
        var page = await LoadAsync(mend);

        await Assert.ThrowsAsync<ArgumentException>(() => mend.SetCellAsync(page, row, cell, value, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => mend.SetCellAsync(page, 2, Quantity, new string('x', MendImport.CellLength + 1), Cancel));
    }

    [Fact]
    public async Task Load_OfAReportThatCameBack_NamesTheRowsThatPeopleKnow()
    {
        var mend = Mend(new FileRow(2, ["K-1", "山田", "A", "1", "100"], RowFlaws.None) { SourceNumber = 41 }, new FileRow(3, ["K-1", "別人", "A", "2", "100"], RowFlaws.None) { SourceNumber = 57 });
        Reject(2, 3);

        var rows = (await LoadAsync(mend)).Rows.ToList();

        Assert.Equal([41, 57], rows.Select(row => row.SourceNumber));
        var problem = Assert.Single(rows[1].Problems);
        Assert.Equal((57, ProblemCodes.InconsistentOrder, "41"), (problem.Row, problem.Code, problem.Arguments[1]));
        Assert.Equal("57", Assert.Single(rows[0].Problems).Arguments[0]);
    }

    [Theory]
    [InlineData(ImportStatus.Running, null, 4)]
    [InlineData(ImportStatus.Undone, null, 4)]
    [InlineData(ImportStatus.Cancelled, null, 4)]
    [InlineData(ImportStatus.Failed, ProblemCodes.TotalMismatch, 4)]
    [InlineData(ImportStatus.Completed, null, 0)]
    public async Task Load_WhenThereIsNothingToMend_IsRefused(ImportStatus status, string? failure, int rejected)
    {
        var import = Import with { Status = status, FailureCode = failure, Counts = Import.Counts with { RowsRejected = rejected } };
        var mend = Mend(import, new FileRow(2, ["K-1", "山田", "A", "x", "100"], RowFlaws.None));

        Assert.Equal(ImportTransitions.NotInThisStatus, (await mend.LoadAsync(import.Id, null, 0, Cancel))!.Value.Error!.Code);
        Assert.Null(await mend.LoadAsync(ImportId.New(), null, 0, Cancel));
    }

    [Fact]
    public async Task SetRule_MendsEveryRowWithTheValue_TheImportsOwnBeforeAKeptOne()
    {
        _mending.Settings = new TenantSettings();
        _mending.Products.Add(new ProductChoice("P-1", "りんご"));
        var mend = Mend("K-1,山田,A,1,100", "K-2,山田, A ,1,100", "K-3,山田,B,1,100");
        Reject(2, 3, 4);
        Assert.Null(await mend.SetRuleAsync(Import.Id, new ValueRule(ImportColumn.ProductCode, " A ", " P-1 "), isKept: true, Cancel));

        var page = await LoadAsync(mend);

        Assert.Equal(new MendingCounts(3, 3, 2, 2), page.Counts);
        Assert.Equal(new ValueRule(ImportColumn.ProductCode, "A", "P-1"), Assert.Single(_mending.Rules).Rule);
        Assert.Equal("A", page.Rows.First().Cell(Product));
        Assert.Equal(AdjustedBy(page.Rows.First()), ["P-1", "rule"]);

        // Set later for this import alone, it holds here.
        _mending.Products.Add(new ProductChoice("P-2", "みかん"));
        await mend.SetRuleAsync(Import.Id, new ValueRule(ImportColumn.ProductCode, "A", "P-2"), isKept: false, Cancel);
        Assert.Equal(AdjustedBy((await LoadAsync(mend)).Rows.First()), ["P-2", "rule"]);
    }

    [Fact]
    public async Task SetRule_WithAReplacementThatCannotBeRead_SaysWhatACellWouldHear()
    {
        _mending.Settings = new TenantSettings();
        var mend = Mend("K-1,山田,A,x,100");
        Reject(2);

        Assert.Equal(ProblemCodes.UnknownProduct, (await RuleAsync(ImportColumn.ProductCode, "P-9"))!.Problem!.Code);
        Assert.Equal(ProblemCodes.NotANumber, (await RuleAsync(ImportColumn.Quantity, "y"))!.Problem!.Code);
        Assert.Equal(ProblemCodes.Required, (await RuleAsync(ImportColumn.Quantity, "  "))!.Problem!.Code);
        await Assert.ThrowsAsync<ArgumentException>(() => RuleAsync(ImportColumn.CustomerName, "山田"));
        Assert.Empty(_mending.Rules);

        _mending.IsFull = true;
        Assert.Null((await RuleAsync(ImportColumn.Quantity, "1"))!.Problem);

        Task<RuleRefusal?> RuleAsync(ImportColumn column, string replacement) => mend.SetRuleAsync(Import.Id, new ValueRule(column, "x", replacement), isKept: false, Cancel);
    }

    private static IReadOnlyList<string> AdjustedBy(MendedRow row) => Assert.Single(row.Problems).Arguments;

    private async Task<MendingPage> LoadAsync(MendImport mend) => (await mend.LoadAsync(Import.Id, null, 0, Cancel))!.Value.Value;

    private void Reject(params int[] rows) => _mending.Errors.AddRange(rows.Select(row => new ImportProblem(row, null, ProblemCodes.Required, ProblemSeverity.Error, null)));

    private MendImport Mend(params string[] rows) => Mend([.. rows.Select((row, i) => new FileRow(i + 2, row.Split(','), RowFlaws.None))]);

    private MendImport Mend(params FileRow[] rows) => Mend(Import, rows);

    private MendImport Mend(ImportSnapshot import, params FileRow[] rows)
    {
        var reader = new FakeOrderFileReader(new FileRow(1, ["注文番号", "顧客名", "商品コード", "数量", "単価"], RowFlaws.None), rows);
        var sources = new MendingSources(new OneImport(import), reader, _mending, _mending);
        return new MendImport(sources, reader, _mending, _mending, _mending, new RecheckRows(_mending, _mending, TimeProvider.System));
    }
}
