using System.Text;
using OrderPortal.Testing;
using OrderPortal.WebApp.Cli;

namespace OrderPortal.WebApp.Tests.Cli;

public sealed class PostalCodesVerbTests(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    private Terminal Terminal => new(_out, _error, false);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Load_OfThePostOfficesTable_SaysHowManyCodesItHas()
    {
        var file = Encoding.UTF8.GetBytes("13113,\"150  \",\"1500001\",\"\",\"\",\"\",\"東京都\",\"渋谷区\",\"神宮前\",0,0,1,0,0,0\n13101,\"100  \",\"1000000\",\"\",\"\",\"\",\"東京都\",\"千代田区\",\"以下に掲載がない場合\",0,0,0,0,0,0\n");

        Assert.Equal(ExitCodes.Done, await PostalCodesVerb.LoadAsync(database.DataSource, "ken.csv", file, Terminal, Cancel));

        Assert.Equal("ken.csv: 2 postal codes", _out.ToString().Trim());
    }

    [Fact]
    public async Task Load_OfAnotherTable_SaysThatNothingWasChanged()
    {
        Assert.Equal(ExitCodes.NotAllAccepted, await PostalCodesVerb.LoadAsync(database.DataSource, "orders.csv", Encoding.UTF8.GetBytes("注文番号,顧客名\n1,田中\n"), Terminal, Cancel));

        Assert.Contains("orders.csv", _error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_out.ToString());
    }

    [Theory]
    [InlineData]
    [InlineData("one.csv", "two.csv")]
    [InlineData("/no/such/file.csv")]
    public async Task Run_WithoutOneFileThatIsThere_SaysSo(params string[] args)
    {
        Assert.Equal(ExitCodes.Usage, await PostalCodesVerb.RunAsync(args, Terminal, Cancel));

        Assert.Contains("postal-codes", _error.ToString(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _out.Dispose();
        _error.Dispose();
    }
}
