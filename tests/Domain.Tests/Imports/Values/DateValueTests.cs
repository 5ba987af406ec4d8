using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Values;

namespace OrderPortal.Domain.Tests.Imports.Values;

public sealed class DateValueTests
{
    [Theory]
    [InlineData("2025/1/5", "2025-01-05T00:00:00")]
    [InlineData("2025/01/05", "2025-01-05T00:00:00")]
    [InlineData("2025-01-05", "2025-01-05T00:00:00")]
    [InlineData("2025.1.5", "2025-01-05T00:00:00")]
    [InlineData("20250105", "2025-01-05T00:00:00")]
    [InlineData("20250105134500", "2025-01-05T13:45:00")]
    [InlineData("2025年1月5日", "2025-01-05T00:00:00")]
    [InlineData("２０２５年１月５日", "2025-01-05T00:00:00")]
    [InlineData("２０２５／１／５", "2025-01-05T00:00:00")]
    [InlineData("2025年1月5日(日)", "2025-01-05T00:00:00")]
    [InlineData("2025/1/5（日曜日） 9:05", "2025-01-05T09:05:00")]
    [InlineData("令和7年1月5日", "2025-01-05T00:00:00")]
    [InlineData("令和 7年 1月 5日", "2025-01-05T00:00:00")]
    [InlineData("令和元年5月1日", "2019-05-01T00:00:00")]
    [InlineData("㋿7年1月5日", "2025-01-05T00:00:00")]
    [InlineData("令7年1月5日", "2025-01-05T00:00:00")]
    [InlineData("R7.1.5", "2025-01-05T00:00:00")]
    [InlineData("R7/1/5", "2025-01-05T00:00:00")]
    [InlineData("Ｒ０７．０１．０５", "2025-01-05T00:00:00")]
    [InlineData("r8-1-5 13:45", "2026-01-05T13:45:00")]
    [InlineData("平成31年4月30日", "2019-04-30T00:00:00")]
    [InlineData("H1.1.8", "1989-01-08T00:00:00")]
    [InlineData("昭和64年1月7日", "1989-01-07T00:00:00")]
    [InlineData("2025/1/5 0:00", "2025-01-05T00:00:00")]
    [InlineData("2025/1/5 13:45:00", "2025-01-05T13:45:00")]
    [InlineData("2025/1/5　13：45", "2025-01-05T13:45:00")]
    [InlineData("2025年1月5日 13時45分", "2025-01-05T13:45:00")]
    [InlineData("2025年1月5日13時", null)]
    [InlineData("2025/1/5 午後 1:45", "2025-01-05T13:45:00")]
    [InlineData("2025/1/5 12:05 AM", "2025-01-05T00:05:00")]
    [InlineData("2025-01-05T13:45:00", "2025-01-05T13:45:00")]
    [InlineData("2025-01-05T13:45:00.123Z", "2025-01-05T22:45:00")]
    [InlineData("2025-01-05T13:45:00+09:00", "2025-01-05T13:45:00")]
    [InlineData("2025-10-07 09:50:26 +0200", "2025-10-07T16:50:26")]
    [InlineData("2024-02-29", "2024-02-29T00:00:00")]
    [InlineData("05/05/2026", "2026-05-05T00:00:00")]
    public void ReadMoment_Takes(string cell, string? expected)
    {
        var finding = DateValue.ReadMoment(cell, DateOrder.Unstated, out var value);

        if (expected is null)
        {
            Assert.Equal(ProblemCodes.BadDate, finding.Code);
            return;
        }

        Assert.Null(finding.Code);
        Assert.Equal(expected, value.ToString("yyyy-MM-ddTHH:mm:ss"));
        Assert.Equal(DateValue.Jst, value.Offset);
    }

    [Theory]
    [InlineData("45662", "2025-01-05T00:00:00")]
    [InlineData("45662.5625", "2025-01-05T13:30:00")]
    [InlineData("20000", "1954-10-03T00:00:00")]
    [InlineData("80000", "2119-01-11T00:00:00")]
    public void ReadMoment_WhenExcelSerial_SaysSo(string cell, string expected)
    {
        var finding = DateValue.ReadMoment(cell, DateOrder.Unstated, out var value);

        Assert.Equal(AdjustReasons.ExcelSerial, finding.Arguments[1]);
        Assert.Equal(expected, value.ToString("yyyy-MM-ddTHH:mm:ss"));
    }

    [Theory]
    [InlineData("25/1/5")]
    [InlineData("1/5")]
    [InlineData("2025/1")]
    [InlineData("2025年1月")]
    [InlineData("2025/13/1")]
    [InlineData("2025/2/29")]
    [InlineData("2025/1-5")]
    [InlineData("2025/1/5 25:00")]
    [InlineData("2025/1/5 13:60")]
    [InlineData("2025/1/5 13:45 PM")]
    [InlineData("2025/1/5x")]
    [InlineData("2025/1/5 あ")]
    [InlineData("20251305")]
    [InlineData("2025010")]
    [InlineData("19999")]
    [InlineData("80001")]
    [InlineData("45662.")]
    [InlineData("令和0年1月1日")]
    [InlineData("令和元年4月30日")]
    [InlineData("平成31年5月1日")]
    [InlineData("昭和64年1月8日")]
    [InlineData("昭和100年1月1日")]
    [InlineData("R7")]
    [InlineData("R")]
    [InlineData("13/13/2026")]
    [InlineData("31/04/2026")]
    [InlineData("1899/12/31")]
    [InlineData("2200/1/1")]
    [InlineData("明日")]
    [InlineData("#######")]
    [InlineData("2025/1/5 10:00 +99:00")]
    public void ReadMoment_Refuses(string cell) =>
        Assert.Equal(ProblemCodes.BadDate, DateValue.ReadMoment(cell, DateOrder.Unstated, out _).Code);

    [Fact]
    public void ReadMoment_WhenDayAndMonthCouldChange_NamesBothReadings()
    {
        var finding = DateValue.ReadMoment("01/02/2026", DateOrder.Unstated, out _);

        Assert.Equal(ProblemCodes.AmbiguousDate, finding.Code);
        Assert.Equal(["2026-01-02", "2026-02-01"], finding.Arguments);
    }

    [Theory]
    [InlineData("13/02/2026", AdjustReasons.DayFirst)]
    [InlineData("02/13/2026", AdjustReasons.MonthFirst)]
    public void ReadMoment_WhenOneNumberCanOnlyBeTheDay_SaysHowItWasRead(string cell, string reason)
    {
        var finding = DateValue.ReadMoment(cell, DateOrder.Unstated, out _);

        Assert.Equal(["2026-02-13", reason], finding.Arguments);
    }

    [Theory]
    [InlineData(DateOrder.DayFirst, "2026-02-01")]
    [InlineData(DateOrder.MonthFirst, "2026-01-02")]
    public void ReadDay_WhenTheOrderIsNamed_ReadsWithoutAWord(DateOrder order, string expected)
    {
        Assert.Null(DateValue.ReadDay("01/02/2026", order, out var day).Code);
        Assert.Equal(expected, day?.ToString("yyyy-MM-dd"));
    }

    [Theory]
    [InlineData("指定なし", null)]
    [InlineData("-", null)]
    [InlineData("最短", AdjustReasons.EarliestDelivery)]
    [InlineData(" なるべく早く ", AdjustReasons.EarliestDelivery)]
    public void ReadDay_WhenWord_IsNoDate(string cell, string? reason)
    {
        var finding = DateValue.ReadDay(cell, DateOrder.Unstated, out var day);

        Assert.Null(day);
        Assert.False(finding.IsFault);
        Assert.Equal(reason, finding.Code is null ? null : finding.Arguments[1]);
    }

    [Fact]
    public void ReadDay_WhenTimeStandsThere_SaysThatItIsDropped()
    {
        Assert.Null(DateValue.ReadDay("2025/1/10 0:00", DateOrder.Unstated, out _).Code);
        Assert.Equal(["2025-01-10", AdjustReasons.TimeDropped], DateValue.ReadDay("2025/1/10 14:00", DateOrder.Unstated, out _).Arguments);
    }
}
