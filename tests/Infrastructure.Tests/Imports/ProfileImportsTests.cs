using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Profiles;
using OrderPortal.Testing;
using OrderPortal.Testing.Imports;

namespace OrderPortal.Infrastructure.Tests.Imports;

/// <summary>Files of other systems, from their bytes to the stored orders.</summary>
public sealed class ProfileImportsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Import_OfAnEcCubeFileInCp932_FindsItsProfileAndAddsUp()
    {
        var tenant = await database.AddTenantAsync();
        await using var host = new ImportHost(database);
        var file = EcCubeFile.Of(("81", 3, 5000), ("82", 2, 1980));

        var import = await host.ImportAsync(tenant, file);

        Assert.Equal((ImportStatus.Completed, "eccube4", FileEncoding.Cp932, true), (import.Status, import.Profile, import.Encoding!.Value, import.TotalsMatch!.Value));
        Assert.Equal("明細区分(ID)", import.Mapping.Filter!.Heading.Heading);

        // One row of shipping to each order.
        Assert.Equal((4L, 2L, 0L, 2L), (import.RowsTotal!.Value, import.Counts.RowsAccepted, import.Counts.RowsRejected, import.Counts.RowsSkipped));
        Assert.Equal((2L, 5L, (3 * 5500L) + (2 * 2178L)), (import.Counts.OrdersCreated, import.Counts.Quantity, import.Counts.Amount));
        Assert.Equal((3 * 5500L) + 550, await host.ScalarAsync(tenant, "SELECT total FROM orders WHERE order_number = '81'"));
    }

    [Fact]
    public async Task Import_OfRowsThatAreNoLinesAlone_CountsThemAsSkipped()
    {
        var tenant = await database.AddTenantAsync();
        await using var host = new ImportHost(database);

        var import = await host.ImportAsync(tenant, EcCubeFile.Of(("91", 0, 0)));

        Assert.Equal((ImportStatus.Completed, 1L, 1L, 0L), (import.Status, import.RowsTotal!.Value, import.Counts.RowsSkipped, import.Counts.RowsAccepted));
    }

    [Theory]
    [InlineData("受注一覧,,,,\r\n出力日,2026/1/5,,,\r\n", ',')]
    [InlineData("受注一覧\r\n\r\n", '\t')]
    public async Task Import_WithTitlesAboveTheHeadings_ReadsBelowThem(string title, char delimiter)
    {
        var tenant = await database.AddTenantAsync();
        await using var host = new ImportHost(database);
        var text = title + "\r\n注文番号,顧客名,商品コード,数量,単価\r\nT-1,田中商店,A-1,2,300\r\nT-2,,A-1,1,100\r\n".Replace(',', delimiter);

        var import = await host.ImportAsync(tenant, Encoding.UTF8.GetBytes(text));

        Assert.Equal((ImportStatus.CompletedWithErrors, 4, (string?)null), (import.Status, import.HeadingRow!.Value, import.Profile));
        Assert.Equal(delimiter, import.Delimiter);
        Assert.Equal((2L, 1L, 1L), (import.RowsTotal!.Value, import.Counts.OrdersCreated, import.Counts.OrdersRejected));
        var problems = await host.OperateAsync(tenant, services => services.GetRequiredService<IImportQueries>().ProblemsAsync(import.Id, new ImportProblemFilter(), 10, null, Cancel));
        Assert.Equal(6, Assert.Single(problems.Items).Row);
    }

    [Fact]
    public async Task Import_OfAWorkbookWithATitle_ReadsBelowIt()
    {
        var tenant = await database.AddTenantAsync();
        await using var host = new ImportHost(database);
        string[][] rows = [["受注一覧"], [], ["注文番号", "顧客名", "商品コード", "数量", "単価", "備考"], ["W-1", "田中商店", "A-1", "2", "300"]];
        var cells = rows.Select((row, at) => $"<row r=\"{at + 1}\">{string.Concat(row.Select((cell, column) => $"<c r=\"{(char)('A' + column)}{at + 1}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>"))}</row>");
        using var book = new TestWorkbook().Sheet("受注", string.Concat(cells)).Save();

        var import = await host.ImportAsync(tenant, book.ToArray());

        Assert.Equal((ImportStatus.Completed, 3, 1L), (import.Status, import.HeadingRow!.Value, import.Counts.OrdersCreated));
        Assert.Equal(4, await host.ScalarAsync(tenant, "SELECT row_number FROM order_lines"));
    }

    [Fact]
    public async Task Import_WithTheTenantsOwnProfileAndAKeptRule_ReadsByBoth()
    {
        var (tenant, other) = (await database.AddTenantAsync(), await database.AddTenantAsync());
        await using var host = new ImportHost(database);
        var mapping = new ImportMapping
        {
            Columns =
            [
                Column(ImportColumn.OrderNumber, "伝票"), Column(ImportColumn.CustomerName, "客先"), Column(ImportColumn.ProductCode, "型"),
                Column(ImportColumn.UnitPrice, "税込"), Column(ImportColumn.OrderedAt, "日"),
            ],
            Defaults = new Dictionary<ImportColumn, string> { [ImportColumn.Quantity] = "1" },
            DateOrder = Domain.Imports.Values.DateOrder.DayFirst,
            TaxIncluded = true,
        };
        var saved = (await host.OperateAsync(tenant, services => services.GetRequiredService<IMappingProfiles>()
            .SaveAsync(null, null, "店頭", mapping, ["伝票", "客先", "型", "税込", "日"], Cancel))).Value!;
        await host.ScalarAsync(tenant, $"INSERT INTO value_rules (tenant_id, id, column_id, value, replacement, created_at, created_by_name) VALUES ('{tenant.Value}', gen_random_uuid(), 12, 'A1', 'A-001', now(), '佐藤')");
        var file = Encoding.UTF8.GetBytes("日,税込,型,客先,伝票\r\n01/02/2026,1100,A1,田中,S-1\r\n");

        // Nobody named it: the headings do.
        var import = await host.ImportAsync(tenant, file);

        Assert.Equal((ImportStatus.Completed, saved.Id.ToString(), 1L), (import.Status, import.Profile, import.Counts.Warnings));
        Assert.Equal("A-001", await host.ScalarAsync(tenant, "SELECT product_code FROM order_lines"));
        Assert.Equal(1100L, await host.ScalarAsync(tenant, "SELECT total FROM orders"));
        Assert.Equal("2026-02-01", await host.ScalarAsync(tenant, "SELECT to_char(ordered_at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD') FROM orders"));

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(other, file, new ImportSettings { Profile = saved.Id.ToString() }));
        Assert.Contains(ProblemCodes.UnknownProfile, refused.Message, StringComparison.Ordinal);
    }

    private static ColumnSource Column(ImportColumn column, string heading) => new(column, [new HeadingReference(heading)]);
}
