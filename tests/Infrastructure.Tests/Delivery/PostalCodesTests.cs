using System.Text;
using OrderPortal.Domain.Delivery;
using OrderPortal.Infrastructure.Delivery;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Delivery;

public sealed class PostalCodesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // Rows as the post office writes them, shortened to what is read.
    private const string Whole =
        """
        13101,"100  ","1000000","ﾄｳｷｮｳﾄ","ﾁﾖﾀﾞｸ","ｲｶﾆｹｲｻｲｶﾞﾅｲﾊﾞｱｲ","東京都","千代田区","以下に掲載がない場合",0,0,0,0,0,0
        13113,"150  ","1500001","ﾄｳｷｮｳﾄ","ｼﾌﾞﾔｸ","ｼﾞﾝｸﾞｳﾏｴ","東京都","渋谷区","神宮前",0,0,1,0,0,0
        13101,"100  ","1006890","ﾄｳｷｮｳﾄ","ﾁﾖﾀﾞｸ","ﾏﾙﾉｳﾁ","東京都","千代田区","丸の内（次のビルを除く）",0,0,0,0,0,0
        01106,"062  ","0620911","ﾎｯｶｲﾄﾞｳ","ｻｯﾎﾟﾛｼﾄﾖﾋﾗｸ","ｱｻﾋﾏﾁ","北海道","札幌市豊平区","旭町",0,0,1,0,0,0
        23105,"450  ","4500000","ｱｲﾁｹﾝ","ﾅｺﾞﾔｼ","ｲ","愛知県","名古屋市中村区","亀島",0,0,0,1,0,0
        23105,"450  ","4500000","ｱｲﾁｹﾝ","ﾅｺﾞﾔｼ","ﾛ","愛知県","名古屋市中村区","名駅",0,0,0,1,0,0
        23425,"498  ","4980000","ｱｲﾁｹﾝ","ﾔﾄﾐｼ","ｲ","愛知県","弥富市","以下に掲載がない場合",0,0,0,0,0,0
        24303,"498  ","4980000","ﾐｴｹﾝ","ｷｿｻｷﾁｮｳ","ｲ","三重県","桑名郡木曽岬町","以下に掲載がない場合",0,0,0,0,0,0
        25443,"52203","5220317","ｼｶﾞｹﾝ","ﾀｶﾞﾁｮｳ","ｲﾁｴﾝ","滋賀県","犬上郡多賀町","一円",0,0,0,0,0,0
        13362,"10003","1000301","ﾄｳｷｮｳﾄ","ﾄｼﾏﾑﾗ","ﾄｼﾏﾑﾗｲﾁｴﾝ","東京都","利島村","利島村一円",0,0,0,0,0,0
        26105,"605  ","6050000","ｷｮｳﾄﾌ","ﾋｶﾞｼﾔﾏｸ","ｷ","京都府","京都市東山区","清水（一丁目、",0,0,0,0,0,0
        26105,"605  ","6050000","ｷｮｳﾄﾌ","ﾋｶﾞｼﾔﾏｸ","ｷ","京都府","京都市東山区","二丁目、三丁目）",0,0,0,0,0,0
        """;

    [Theory]
    [InlineData("utf-8")]
    [InlineData("shift_jis")]
    public async Task Load_OfThePostOfficesTable_AnswersWhatAllAreasOfACodeShare(string encoding)
    {
        var codes = new PostalCodes(database.Connections);

        Assert.Equal(9, await LoadAsync(Whole, encoding));

        Assert.True(await codes.AreLoadedAsync(Cancel));
        Assert.Equal(new PostalArea("東京都", "渋谷区", "神宮前"), await codes.FindAsync("1500001", Cancel));
        Assert.Equal(new PostalArea("東京都", "千代田区", ""), await codes.FindAsync("1000000", Cancel));
        Assert.Equal(new PostalArea("東京都", "千代田区", "丸の内"), await codes.FindAsync("1006890", Cancel));
        Assert.Equal(new PostalArea("愛知県", "名古屋市中村区", ""), await codes.FindAsync("4500000", Cancel));
        Assert.Equal(new PostalArea("", "", ""), await codes.FindAsync("4980000", Cancel));
        Assert.Equal(new PostalArea("滋賀県", "犬上郡多賀町", "一円"), await codes.FindAsync("5220317", Cancel));
        Assert.Equal(new PostalArea("東京都", "利島村", ""), await codes.FindAsync("1000301", Cancel));
        Assert.Equal(new PostalArea("京都府", "京都市東山区", "清水"), await codes.FindAsync("6050000", Cancel));
        Assert.Null(await codes.FindAsync("9999999", Cancel));
    }

    [Fact]
    public async Task Load_OfAnotherTable_TakesTheFirstOnesPlaceOnlyIfItIsOne()
    {
        var codes = new PostalCodes(database.Connections);
        await LoadAsync(Whole, "utf-8");

        Assert.Null(await LoadAsync("注文番号,顧客名\r\n1,田中\r\n", "utf-8"));
        Assert.Null(await LoadAsync("", "utf-8"));
        Assert.NotNull(await codes.FindAsync("1500001", Cancel));

        Assert.Equal(2, await LoadAsync(string.Join('\n', Whole.Split('\n')[..2]), "utf-8"));
        Assert.NotNull(await codes.FindAsync("1500001", Cancel));
        Assert.Null(await codes.FindAsync("0620911", Cancel));
    }

    private Task<int?> LoadAsync(string text, string encoding)
    {
        var bytes = encoding == "utf-8" ? Encoding.UTF8.GetBytes(text) : CodePagesEncodingProvider.Instance.GetEncoding(932)!.GetBytes(text);
        return PostalCodeTable.LoadAsync(database.DataSource, bytes, Cancel);
    }
}
