using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Values;
using OrderPortal.Domain.Orders;

namespace OrderPortal.Domain.Tests.Imports.Values;

public sealed class TextValueTests
{
    [Theory]
    [InlineData(" 　株式会社髙島商事\u00A0\u200B", "株式会社髙島商事")]
    [InlineData("\uFEFF㈱ナガノ", "㈱ナガノ")]
    [InlineData("ﾔﾏﾀﾞ ﾀﾛｳ", "ﾔﾏﾀﾞ ﾀﾛｳ")]
    [InlineData("か\u3099りゅう", "がりゅう")]
    [InlineData("\uFA19谷 か\u3099", "\uFA19谷 が")]
    [InlineData("𠮷野家 🍣", "𠮷野家 🍣")]
    [InlineData("Ａ　Ｂ～①", "Ａ　Ｂ～①")]
    [InlineData("", "")]
    public void Read_TrimsAndComposes_AndLeavesTheRest(string cell, string expected)
    {
        var finding = TextValue.Read(cell, multiLine: false, out var value);

        Assert.Null(finding.Code);
        Assert.Equal(expected, value);
    }

    [Fact]
    public void Read_WhenNothingChanges_GivesTheSameString()
    {
        const string Name = "田中 太郎";

        TextValue.Read(Name, multiLine: false, out var value);

        Assert.Same(Name, value);
    }

    [Theory]
    [InlineData("田中\u0007太郎", "U+0007")]
    [InlineData("a\0b", "U+0000")]
    [InlineData("a\u0085b", "U+0085")]
    [InlineData("一行\n\u001B二行", "U+001B")]
    public void Read_WhenControlCharacter_NamesIt(string cell, string expected)
    {
        var finding = TextValue.Read(cell, multiLine: true, out _);

        Assert.Equal(ProblemCodes.ControlCharacter, finding.Code);
        Assert.Equal(expected, Assert.Single(finding.Arguments));
    }

    [Fact]
    public void Read_WhenLineBreak_NoteKeepsItAndOneLineSaysSo()
    {
        Assert.Null(TextValue.Read("改行\r\nあり\r二", multiLine: true, out var note).Code);
        var finding = TextValue.Read("1丁目\r\n2番", multiLine: false, out var line);

        Assert.Equal("改行\nあり\n二", note);
        Assert.Equal("1丁目 2番", line);
        Assert.Equal(["1丁目 2番", AdjustReasons.LineBreak], finding.Arguments);
    }

    // No theory: attributes are stored as UTF-8, which has no half pairs.
    [Fact]
    public void Read_WhenHalfASurrogatePairOrNoCharacter_IsUndecodable()
    {
        Assert.Equal(ProblemCodes.Undecodable, TextValue.Read("x\uD842", false, out _).Code);
        Assert.Equal(ProblemCodes.Undecodable, TextValue.Read("\uDFB7x", false, out _).Code);
        Assert.Equal(ProblemCodes.Undecodable, TextValue.Read("x\uD842x", false, out _).Code);
        Assert.Equal(ProblemCodes.Undecodable, TextValue.Read("か\u3099\uFFFE", false, out _).Code);
    }

    [Fact]
    public void IsSurelyNfc_NeverClaimsMoreThanNfcKeeps()
    {
        for (var c = (char)0x20; c < 0xFFFE; c++)
        {
            if (TextValue.IsSurelyNfc(c))
            {
                Assert.True(("か" + c).IsNormalized(), $"U+{(int)c:X4}");
                Assert.True(("e" + c).IsNormalized(), $"U+{(int)c:X4}");
                Assert.True(("각"[0].ToString() + c).IsNormalized(), $"U+{(int)c:X4}");
            }
        }
    }
}

public sealed class CodeValueTests
{
    [Theory]
    [InlineData("00123", "00123", null)]
    [InlineData(" EC-1001　", "EC-1001", null)]
    [InlineData("ＥＣ－１００１", "EC-1001", AdjustReasons.FullWidth)]
    [InlineData("ｱ-1", "ア-1", AdjustReasons.FullWidth)]
    [InlineData("1E5", "1E5", null)]
    [InlineData("ABE+12", "ABE+12", null)]
    public void Read_KeepsCodes(string cell, string expected, string? reason)
    {
        var finding = CodeValue.Read(cell, out var value);

        Assert.Equal(expected, value);
        Assert.Equal(reason, finding.Code is null ? null : finding.Arguments[1]);
    }

    [Theory]
    [InlineData("1.23457E+12", ProblemCodes.ScientificNotation)]
    [InlineData("4.90E+12", ProblemCodes.ScientificNotation)]
    [InlineData("1E+12", ProblemCodes.ScientificNotation)]
    [InlineData("１．２３Ｅ＋１２", ProblemCodes.ScientificNotation)]
    [InlineData("A\u0001", ProblemCodes.ControlCharacter)]
    [InlineData("A\nB", ProblemCodes.ControlCharacter)]
    public void Read_Refuses(string cell, string code) => Assert.Equal(code, CodeValue.Read(cell, out _).Code);
}

public sealed class WholeNumberValueTests
{
    [Theory]
    [InlineData("1234", 1234)]
    [InlineData("1,234", 1234)]
    [InlineData("12,345,678", 12345678)]
    [InlineData("¥1,234", 1234)]
    [InlineData("￥1,234", 1234)]
    [InlineData("\\1,234", 1234)]
    [InlineData("¥ 1,234", 1234)]
    [InlineData("1,234円", 1234)]
    [InlineData("１，２３４円", 1234)]
    [InlineData("１、２３４", 1234)]
    [InlineData("１２３４", 1234)]
    [InlineData("1234.0", 1234)]
    [InlineData("1,234.00", 1234)]
    [InlineData("００７", 7)]
    [InlineData("△500", -500)]
    [InlineData("▲500", -500)]
    [InlineData("-500", -500)]
    [InlineData("−５００", -500)]
    [InlineData("¥-500", -500)]
    [InlineData("-¥500", -500)]
    [InlineData("(500)", -500)]
    [InlineData("（¥1,500）", -1500)]
    [InlineData("0", 0)]
    [InlineData(" 99999999 ", 99999999)]
    public void ReadYen_Takes(string cell, long expected)
    {
        var finding = WholeNumberValue.ReadYen(cell, -99_999_999, 99_999_999, out var value);

        Assert.Null(finding.Code);
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("1.2万", ProblemCodes.NotANumber)]
    [InlineData("1,23", ProblemCodes.NotANumber)]
    [InlineData("1,2345", ProblemCodes.NotANumber)]
    [InlineData(",123", ProblemCodes.NotANumber)]
    [InlineData("1234,567", ProblemCodes.NotANumber)]
    [InlineData("1 234", ProblemCodes.NotANumber)]
    [InlineData("1.5E+12", ProblemCodes.NotANumber)]
    [InlineData("1.", ProblemCodes.NotANumber)]
    [InlineData(".5", ProblemCodes.NotANumber)]
    [InlineData("--5", ProblemCodes.NotANumber)]
    [InlineData("(-5)", ProblemCodes.NotANumber)]
    [InlineData("¥¥5", ProblemCodes.NotANumber)]
    [InlineData("¥", ProblemCodes.NotANumber)]
    [InlineData("()", ProblemCodes.NotANumber)]
    [InlineData("$5", ProblemCodes.NotANumber)]
    [InlineData("#REF!", ProblemCodes.NotANumber)]
    [InlineData("一二三", ProblemCodes.NotANumber)]
    [InlineData("٣", ProblemCodes.NotANumber)]
    [InlineData("1.5", ProblemCodes.NotAnInteger)]
    [InlineData("1,234.50", ProblemCodes.NotAnInteger)]
    [InlineData("100000000", ProblemCodes.OutOfRange)]
    [InlineData("-1", ProblemCodes.OutOfRange)]
    [InlineData("999999999999999999", ProblemCodes.OutOfRange)]
    [InlineData("99999999999999999999999", ProblemCodes.OutOfRange)]
    public void ReadYen_RefusesAndNamesTheBounds(string cell, string code)
    {
        var finding = WholeNumberValue.ReadYen(cell, 0, 99_999_999, out var value);

        Assert.Equal(code, finding.Code);
        Assert.Equal(["0", "99999999"], finding.Arguments);
        Assert.Equal(0, value);
    }

    [Fact]
    public void ReadQuantity_IsNoMoney() => Assert.Equal(ProblemCodes.NotANumber, WholeNumberValue.ReadQuantity("¥5", 1, 9, out _).Code);
}

public sealed class TaxRateValueTests
{
    [Theory]
    [InlineData("10", TaxRate.Standard)]
    [InlineData("10%", TaxRate.Standard)]
    [InlineData("１０％", TaxRate.Standard)]
    [InlineData("10.0", TaxRate.Standard)]
    [InlineData("0.1", TaxRate.Standard)]
    [InlineData("0.10", TaxRate.Standard)]
    [InlineData("標準税率", TaxRate.Standard)]
    [InlineData("8", TaxRate.Reduced)]
    [InlineData("８％", TaxRate.Reduced)]
    [InlineData("8.0%", TaxRate.Reduced)]
    [InlineData("0.08", TaxRate.Reduced)]
    [InlineData("軽減", TaxRate.Reduced)]
    [InlineData("8%(軽減)", TaxRate.Reduced)]
    [InlineData("0", TaxRate.Exempt)]
    [InlineData("0.0", TaxRate.Exempt)]
    [InlineData("非課税", TaxRate.Exempt)]
    [InlineData("免税", TaxRate.Exempt)]
    [InlineData("不課税", TaxRate.Exempt)]
    public void Read_Takes(string cell, TaxRate expected)
    {
        Assert.Null(TaxRateValue.Read(cell, out var value).Code);
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("1")]
    [InlineData("-8")]
    [InlineData("1,0")]
    [InlineData("0.8")]
    [InlineData("0.1%")]
    [InlineData("課税")]
    [InlineData(".")]
    [InlineData("10.5")]
    public void Read_Refuses(string cell) => Assert.Equal(ProblemCodes.BadTaxRate, TaxRateValue.Read(cell, out _).Code);
}

public sealed class PostalCodeValueTests
{
    [Theory]
    [InlineData("1500001", "1500001")]
    [InlineData("150-0001", "1500001")]
    [InlineData("〒150-0001", "1500001")]
    [InlineData("〒 １５０－０００１", "1500001")]
    [InlineData("150ー0001", "1500001")]
    [InlineData("'0600001", "0600001")]
    public void Read_Takes(string cell, string expected)
    {
        Assert.Null(PostalCodeValue.Read(cell, out var value).Code);
        Assert.Equal(expected, value);
    }

    [Fact]
    public void Read_WhenSixDigits_RestoresTheZeroAndSaysSo()
    {
        var finding = PostalCodeValue.Read("600001", out var value);

        Assert.Equal("0600001", value);
        Assert.Equal(ProblemSeverity.Warning, finding.Severity);
        Assert.Equal(["0600001", AdjustReasons.LeadingZero], finding.Arguments);
    }

    [Theory]
    [InlineData("15-0001")]
    [InlineData("12345")]
    [InlineData("12345678")]
    [InlineData("1500-001")]
    [InlineData("150-00-01")]
    [InlineData("東京")]
    [InlineData("SW1A 1AA")]
    public void Read_Refuses(string cell) => Assert.Equal(ProblemCodes.BadPostalCode, PostalCodeValue.Read(cell, out _).Code);
}

public sealed class PhoneValueTests
{
    [Theory]
    [InlineData("03-1234-5678", "0312345678")]
    [InlineData("0312345678", "0312345678")]
    [InlineData("(03)1234-5678", "0312345678")]
    [InlineData("０３－１２３４－５６７８", "0312345678")]
    [InlineData("03ー1234ー5678", "0312345678")]
    [InlineData("090 1234 5678", "09012345678")]
    [InlineData("050-1234-5678", "05012345678")]
    [InlineData("0120-123-456", "0120123456")]
    [InlineData("0800-123-4567", "08001234567")]
    [InlineData("+81-3-1234-5678", "0312345678")]
    [InlineData("+81 (0)90-1234-5678", "09012345678")]
    [InlineData("+1 212-555-0100", "+12125550100")]
    public void Read_Takes(string cell, string expected)
    {
        Assert.Null(PhoneValue.Read(cell, out var value).Code);
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("9012345678", "09012345678")]
    [InlineData("312345678", "0312345678")]
    [InlineData("988001234", "0988001234")]
    public void Read_WhenZeroWasLost_RestoresIt(string cell, string expected)
    {
        var finding = PhoneValue.Read(cell, out var value);

        Assert.Equal(expected, value);
        Assert.Equal([expected, AdjustReasons.LeadingZero], finding.Arguments);
    }

    [Theory]
    [InlineData("1234")]
    [InlineData("090-1234-567")]
    [InlineData("03-1234-56789")]
    [InlineData("00312345678")]
    [InlineData("3123456789")]
    [InlineData("03-1234-5678 内線12")]
    [InlineData("+0123456789")]
    [InlineData("-")]
    [InlineData("なし")]
    public void Read_Refuses(string cell) => Assert.Equal(ProblemCodes.BadPhone, PhoneValue.Read(cell, out _).Code);
}

public sealed class EmailValueTests
{
    [Theory]
    [InlineData("taro@example.co.jp", "taro@example.co.jp", null)]
    [InlineData(" a..b.@docomo.ne.jp ", "a..b.@docomo.ne.jp", null)]
    [InlineData("t+1@a-b.jp", "t+1@a-b.jp", null)]
    [InlineData("ｔａｒｏ＠example.jp", "taro@example.jp", AdjustReasons.FullWidth)]
    public void Read_Takes(string cell, string expected, string? reason)
    {
        var finding = EmailValue.Read(cell, out var value);

        Assert.Equal(expected, value);
        Assert.Equal(reason, finding.Code is null ? null : finding.Arguments[1]);
    }

    [Theory]
    [InlineData("taro")]
    [InlineData("taro@")]
    [InlineData("@example.jp")]
    [InlineData("taro@example")]
    [InlineData("taro@@example.jp")]
    [InlineData("taro @example.jp")]
    [InlineData("taro@-x.jp")]
    [InlineData("taro@x..jp")]
    [InlineData("a@b.jp;c@d.jp")]
    [InlineData("太郎@example.jp")]
    [InlineData("taro@192.168.0.1")]
    public void Read_Refuses(string cell) => Assert.Equal(ProblemCodes.BadEmail, EmailValue.Read(cell, out _).Code);
}

public sealed class PrefectureValueTests
{
    [Theory]
    [InlineData("東京都", "東京都", null)]
    [InlineData("東京", "東京都", null)]
    [InlineData("　京都 ", "京都府", null)]
    [InlineData("京都府", "京都府", null)]
    [InlineData("北海道", "北海道", null)]
    [InlineData("神奈川", "神奈川県", null)]
    [InlineData("Tokyo", "東京都", null)]
    [InlineData("osaka-fu", "大阪府", null)]
    [InlineData("JP-13", "東京都", null)]
    [InlineData("13", "東京都", AdjustReasons.JisCode)]
    [InlineData("1", "北海道", AdjustReasons.JisCode)]
    [InlineData("０１", "北海道", AdjustReasons.JisCode)]
    [InlineData("47", "沖縄県", AdjustReasons.JisCode)]
    public void Read_Takes(string cell, string expected, string? reason)
    {
        var finding = PrefectureValue.Read(cell, out var value);

        Assert.Equal(expected, value);
        Assert.Equal(reason, finding.Code is null ? null : finding.Arguments[1]);
    }

    [Theory]
    [InlineData("東京国")]
    [InlineData("0")]
    [InlineData("48")]
    [InlineData("-1")]
    [InlineData("1.3")]
    [InlineData("北海")]
    [InlineData("California")]
    public void Read_Refuses(string cell) => Assert.Equal(ProblemCodes.UnknownPrefecture, PrefectureValue.Read(cell, out _).Code);

    [Theory]
    [InlineData("1500001", "大阪府", "東京都")]
    [InlineData("1500001", "東京都", null)]
    [InlineData("0600001", "北海道", null)]
    [InlineData("0100001", "秋田県", null)]
    [InlineData("4980000", "三重県", null)]
    [InlineData("4980000", "愛知県", null)]
    [InlineData("8110000", "長崎県", null)]
    [InlineData("9000001", "沖縄県", null)]
    [InlineData("9000001", "東京都", "沖縄県")]
    public void Contradicts_KnowsTheBlocksAndTheirBorders(string postalCode, string prefecture, string? expected) =>
        Assert.Equal(expected, PrefectureValue.Contradicts(postalCode, prefecture));

    [Fact]
    public void All_HasEveryPrefectureOnce() => Assert.Equal(47, PrefectureValue.All.Distinct(StringComparer.Ordinal).Count());
}

public sealed class PaymentMethodValueTests
{
    [Theory]
    [InlineData("credit_card", PaymentMethod.CreditCard)]
    [InlineData("Credit Card", PaymentMethod.CreditCard)]
    [InlineData("クレジットカード", PaymentMethod.CreditCard)]
    [InlineData("ｸﾚｼﾞｯﾄｶｰﾄﾞ", PaymentMethod.CreditCard)]
    [InlineData("カード", PaymentMethod.CreditCard)]
    [InlineData("コンビニ", PaymentMethod.Konbini)]
    [InlineData("コンビニ 決済", PaymentMethod.Konbini)]
    [InlineData("銀行振込", PaymentMethod.BankTransfer)]
    [InlineData("振込", PaymentMethod.BankTransfer)]
    [InlineData("請求書", PaymentMethod.Invoice)]
    [InlineData("後払い", PaymentMethod.Invoice)]
    [InlineData("掛け", PaymentMethod.Invoice)]
    public void Read_Takes(string cell, PaymentMethod expected)
    {
        Assert.Null(PaymentMethodValue.Read(cell, out var value).Code);
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("代金引換")]
    [InlineData("PayPay")]
    [InlineData("1")]
    public void Read_Refuses(string cell) => Assert.Equal(ProblemCodes.UnknownPaymentMethod, PaymentMethodValue.Read(cell, out _).Code);
}
