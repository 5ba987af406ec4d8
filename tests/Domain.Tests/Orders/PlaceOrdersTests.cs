using System.Text.Json;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Catalog;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Testing;
using OrderPortal.Testing.Catalog;
using OrderPortal.Testing.Orders;

namespace OrderPortal.Domain.Tests.Orders;

public sealed class PlaceOrdersTests : ITenantSettings
{
    private static readonly TenantId Tenant = TenantId.New();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly FakeOrderIntake _intake = new();
    private readonly FakeProducts _products = new();
    private readonly ManualClock _clock = new();
    private TenantSettings _settings = new() { FreeProductCodes = true };

    [Fact]
    public async Task Execute_OfOneGoodOrder_WritesItWithItsEventAndOneEntry()
    {
        var placed = Assert.Single((await PlaceAsync(Draft("EC-1"))).Items);

        var order = Assert.Single(_intake.Orders);
        Assert.Equal((order.Id, "EC-1"), (placed.Id!.Value, placed.OrderNumber));
        Assert.Equal((OrderStatus.Pending, PaymentStatus.Unpaid, OrderSource.Form, 13_200L), (order.Status, order.PaymentStatus, order.Source, order.Totals.Total));
        var told = Assert.Single(_intake.Events);
        Assert.Equal((EventTypes.OrderPlaced, (Guid?)order.Id.Value), (told.Type, told.OrderId));
        var entry = Assert.Single(_intake.Entries);
        Assert.Equal((AuditActions.OrdersCreated, (Guid?)order.Id.Value), (entry.Action, entry.EntityId));
        Assert.DoesNotContain("田中", entry.After + told.Data, StringComparison.Ordinal);
        using var after = JsonDocument.Parse(entry.After!);
        Assert.Equal((1, "form"), (after.RootElement.GetProperty("orders").GetInt32(), after.RootElement.GetProperty("source").GetString()));
    }

    [Fact]
    public async Task Execute_WithoutNumbers_GeneratesThemOfTheJapaneseDayInOneCall()
    {
        // 2026-11-20 in Greenwich is the 21st in Japan by then.
        _clock.Advance(TimeSpan.FromHours(16));

        var placed = await PlaceAsync(Draft(""), Draft("EC-1"), Draft(" 　"));

        Assert.Equal(["OP-20261121-000001", "EC-1", "OP-20261121-000002"], placed.Items.Select(item => item.OrderNumber));
        Assert.Equal((new DateOnly(2026, 11, 21), 2), Assert.Single(_intake.Taken));
    }

    [Fact]
    public async Task Execute_WhenAGeneratedNumberIsTakenMeanwhile_TakesAnother()
    {
        _intake.Meanwhile = () => _intake.Occupy("OP-20261120-000001");

        var placed = await PlaceAsync(Draft(""));

        Assert.Equal("OP-20261120-000002", Assert.Single(placed.Items).OrderNumber);
        Assert.Single(_intake.Orders);
    }

    [Fact]
    public async Task Execute_WhenAGivenNumberIsTakenMeanwhile_RejectsThatOrderOnly()
    {
        _intake.Meanwhile = () => _intake.Occupy("EC-2");

        var placed = await PlaceAsync(Draft("EC-1"), Draft("EC-2"));

        Assert.Equal((1, 1), (placed.Created, placed.Rejected));
        Assert.Equal(ProblemCodes.DuplicateExisting, Assert.Single(placed.Items[1].Problems).Code);
        Assert.Equal("EC-1", Assert.Single(_intake.Orders).OrderNumber);
        Assert.Single(_intake.Events);
    }

    [Fact]
    public async Task Execute_OfRepeatedAndTakenNumbers_KeepsTheFirstAndNamesIt()
    {
        _intake.Occupy("EC-0");

        var placed = await PlaceAsync(Draft("EC-1"), Draft("EC-0"), Draft("ＥＣ-1"));

        Assert.Equal([true, false, false], placed.Items.Select(item => item.Id is not null));
        Assert.Equal((ProblemCodes.DuplicateExisting, ImportColumn.OrderNumber, "EC-0"), Key(placed.Items[1]));
        Assert.Equal((ProblemCodes.DuplicateInFile, ImportColumn.OrderNumber, "EC-1"), Key(placed.Items[2]));
        Assert.Equal(["1"], placed.Items[2].Problems.Single(problem => problem.Severity == ProblemSeverity.Error).Arguments);
    }

    [Fact]
    public async Task Execute_AllOrNothing_WritesNothingBesideAnError()
    {
        var result = await Use.ExecuteAsync(new PlaceOrdersRequest([Draft("EC-1"), Draft("EC-2") with { Lines = [] }], OrderSource.Api, ImportMode.AllOrNothing), Cancel);

        Assert.Empty(_intake.Orders);
        Assert.Empty(_intake.Entries);
        Assert.Equal([ProblemCodes.NothingWritten, ProblemCodes.Required], result.Value.Items.Select(item => Assert.Single(item.Problems).Code));
    }

    [Fact]
    public async Task Execute_AllOrNothing_WhenANumberIsTakenMeanwhile_WritesNothing()
    {
        _intake.Meanwhile = () => _intake.Occupy("EC-2");

        var result = await Use.ExecuteAsync(new PlaceOrdersRequest([Draft("EC-1"), Draft("EC-2")], OrderSource.Api, ImportMode.AllOrNothing), Cancel);

        Assert.Empty(_intake.Orders);
        Assert.Equal(2, result.Value.Rejected);
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, ProblemCodes.UnknownProduct)]
    public async Task Execute_OfAnUnknownProduct_AsksTheTenantsStrictness(bool free, string? code)
    {
        _settings = new TenantSettings { FreeProductCodes = free };

        var placed = Assert.Single((await PlaceAsync(Draft("EC-1"))).Items);

        Assert.Equal(code, placed.Problems.SingleOrDefault()?.Code);
        Assert.Equal(code is null ? null : 0, placed.Problems.SingleOrDefault()?.Line);
        Assert.Equal(code is null, placed.Id is not null);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Execute_ForAStrictTenant_TakesActiveProductsOnly(bool active)
    {
        _settings = new TenantSettings { FreeProductCodes = false };
        _products.Put("A-100", new ProductValues("ボールペン", null, 1_200, TaxRate.Standard, active));

        Assert.Equal(active, Assert.Single((await PlaceAsync(Draft("EC-1"))).Items).Id is not null);
    }

    [Fact]
    public async Task Execute_WithoutAProductName_TakesTheCataloguesElseTheCode()
    {
        _products.Put("A-100", new ProductValues("ボールペン", null, 1_200, TaxRate.Standard, true));
        var line = Draft("").Lines[0];

        await PlaceAsync(Draft("EC-1") with { Lines = [line with { ProductCode = "Ａ-100", ProductName = "" }, line with { ProductCode = "B-7", ProductName = " " }] });

        Assert.Equal([("A-100", "ボールペン"), ("B-7", "B-7")], Assert.Single(_intake.Orders).Lines.Select(l => (l.ProductCode, l.ProductName)));
    }

    [Fact]
    public async Task Execute_OfValuesAsPeopleWriteThem_KeepsThemAsFilesAreKept()
    {
        var draft = Draft(" ＥＣ-1 ") with
        {
            Customer = new OrderCustomer(" ", "田中商店 ", "ｔａｒｏ@example.co.jp", "03-1234-5678"),
            ShippingAddress = new ShippingAddress("〒150-0001", "東京", "渋谷区", "神宮前1-2-3", ""),
            Note = "  ",
        };

        var placed = Assert.Single((await PlaceAsync(draft)).Items);

        var order = Assert.Single(_intake.Orders);
        Assert.Equal(("EC-1", null, "田中商店", "taro@example.co.jp", "0312345678", null), (order.OrderNumber, order.CustomerCode, order.CustomerName, order.CustomerEmail, order.CustomerPhone, order.Note));
        Assert.Equal(new ShippingAddress("1500001", "東京都", "渋谷区", "神宮前1-2-3", ""), order.ShippingAddress);
        Assert.All(placed.Problems, problem => Assert.Equal((ProblemCodes.Adjusted, ProblemSeverity.Warning), (problem.Code, problem.Severity)));
        Assert.Equal([ImportColumn.OrderNumber, ImportColumn.CustomerEmail], placed.Problems.Select(problem => problem.Field!.Value));
    }

    [Fact]
    public async Task Execute_OfACodeThatASpreadsheetRounded_RejectsIt()
    {
        var placed = Assert.Single((await PlaceAsync(Draft("1.23457E+12"))).Items);

        Assert.Equal(ProblemCodes.ScientificNotation, Assert.Single(placed.Problems).Code);
    }

    [Fact]
    public async Task Execute_AboveTheLimitOfACharge_WarnsWhoSplitsAndRejectsOthers()
    {
        var line = Draft("").Lines[0] with { Quantity = 1_000 };
        Assert.Null(Assert.Single((await PlaceAsync(Draft("EC-1") with { Lines = [line] })).Items).Id);

        _settings = _settings with { SplitSettlement = true };
        var placed = Assert.Single((await PlaceAsync(Draft("EC-1") with { Lines = [line] })).Items);

        Assert.NotNull(placed.Id);
        Assert.Equal((ProblemCodes.AmountAboveLimit, ProblemSeverity.Warning), (Assert.Single(placed.Problems).Code, placed.Problems[0].Severity));
    }

    [Theory]
    [InlineData(0, PlaceOrders.NoOrders)]
    [InlineData(PlaceOrders.MaxOrders + 1, PlaceOrders.TooManyOrders)]
    public async Task Execute_OfNoneOrTooMany_RefusesTheRequest(int count, string code) =>
        Assert.Equal(code, (await Use.ExecuteAsync(new PlaceOrdersRequest([.. Enumerable.Repeat(Draft(""), count)], OrderSource.Api), Cancel)).Error?.Code);

    [Fact]
    public async Task Execute_WhenEveryOrderIsWrong_WritesAndTellsNothing()
    {
        var placed = await PlaceAsync(Draft("EC-1") with { Lines = [] });

        Assert.Equal((0, 1), (placed.Created, placed.Rejected));
        Assert.Empty(_intake.Entries);
        Assert.Empty(_intake.Taken);
    }

    Task<TenantSettings> ITenantSettings.GetAsync(CancellationToken cancellationToken) => Task.FromResult(_settings);

    private PlaceOrders Use
    {
        get
        {
            var operation = new OperationContext();
            operation.Begin(Tenant, new Actor(ActorKind.User, Guid.NewGuid(), "佐藤"));
            return new PlaceOrders(_intake, _intake, _products, this, operation, _clock);
        }
    }

    [Theory]
    [InlineData(ImportMode.Partial, 1)]
    [InlineData(ImportMode.AllOrNothing, 0)]
    public async Task Execute_WithAnOrderThatCouldNotBeRead_CountsItAsRejected(ImportMode mode, int created)
    {
        var placed = (await Use.ExecuteAsync(new PlaceOrdersRequest([null, Draft("EC-1")], OrderSource.Api, mode), Cancel)).Value;

        Assert.Equal((created, 2 - created), (placed.Created, placed.Rejected));
        Assert.Equal((0, null), (placed.Items[0].Index, placed.Items[0].Id));
        Assert.Empty(placed.Items[0].Problems);
        Assert.Equal(created, _intake.Orders.Count);
    }

    [Fact]
    public async Task Execute_WithAValueThatCouldNotBeRead_RejectsItWithoutASecondComplaint()
    {
        var unread = new OrderProblem(ImportColumn.Quantity, 0, ProblemCodes.Required, ProblemSeverity.Error, null);
        var noticed = new OrderProblem(ImportColumn.DeliveryDate, null, ProblemCodes.Adjusted, ProblemSeverity.Warning, "最短", "", "earliest_delivery");
        var draft = Draft("EC-1") with { Lines = [new OrderLineDraft("A-100", "ペン", 0, 1, TaxRate.Standard, null)] };

        var placed = (await Use.ExecuteAsync(
            new PlaceOrdersRequest([draft, Draft("EC-2")], OrderSource.Api)
            {
                Readings = new Dictionary<int, IReadOnlyList<OrderProblem>> { [0] = [unread], [1] = [noticed] },
            },
            Cancel)).Value;

        Assert.Equal(unread, Assert.Single(placed.Items[0].Problems));
        Assert.Equal((placed.Items[1].Id is not null, noticed), (true, Assert.Single(placed.Items[1].Problems)));
    }

    private async Task<OrderPlacements> PlaceAsync(params IReadOnlyList<OrderDraft> drafts) => (await Use.ExecuteAsync(new PlaceOrdersRequest(drafts, OrderSource.Form), Cancel)).Value;

    private static (string, ImportColumn, string?) Key(OrderPlacement placed)
    {
        var problem = placed.Problems.Single(problem => problem.Severity == ProblemSeverity.Error);
        return (problem.Code, problem.Field!.Value, problem.Value);
    }

    private static OrderDraft Draft(string number) => new()
    {
        OrderNumber = number,
        Customer = new OrderCustomer("C1", "田中商店", "taro@example.co.jp", "0312345678"),
        ShippingAddress = new ShippingAddress("1500001", "東京都", "渋谷区", "神宮前1-2-3", ""),
        OrderedAt = new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero),
        Lines = [new OrderLineDraft("A-100", "ペン", 10, 1_200, TaxRate.Standard, null)],
    };
}
