using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Dashboard;

namespace OrderPortal.WebApp.Dashboard;

/// <summary>Orders per day as a line, and as a table for whoever wants the numbers. Letters stand outside the drawing, which is stretched.</summary>
public sealed partial class DayChart : ComponentBase
{
    [Inject]
    public required IStringLocalizer<DashboardText> Texts { get; init; }

    [Parameter, EditorRequired]
    public required DashboardQuery Query { get; set; }

    /// <summary>All of them, in their sequence.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<OrdersOn> Days { get; set; }

    /// <summary>Upper end of the scale: round, and its half is whole.</summary>
    private long Most
    {
        get
        {
            var most = Days.Max(static row => row.Figures.Orders);
            var step = 1L;
            while (step * 10 <= most)
            {
                step *= 10;
            }

            return Math.Max(2, (most + step - 1) / step * step) is var round && round % 2 == 0 ? round : round + 1;
        }
    }

    private string Points
    {
        get
        {
            var most = Most;
            IEnumerable<string> points = Days.Select((row, i) => $"{Number(1000m * i / Math.Max(1, Days.Count - 1))} {Y(row)}");

            // One day is a level.
            return string.Join('L', Days.Count == 1 ? [.. points, $"1000 {Y(Days[0])}"] : points);

            string Y(OrdersOn row) => Number(200 - (200m * row.Figures.Orders / most));
        }
    }

    private string Summary
    {
        get
        {
            var most = Days.MaxBy(static row => row.Figures.Orders)!;
            var least = Days.MinBy(static row => row.Figures.Orders)!;
            return Texts[
                nameof(DashboardText.ByDaySummary), DashboardWords.Day(Query.From), DashboardWords.Day(Query.To), DashboardWords.Number(Days.Sum(static row => row.Figures.Orders)),
                DashboardWords.Day(most.Day), DashboardWords.Number(most.Figures.Orders), DashboardWords.Day(least.Day), DashboardWords.Number(least.Figures.Orders)];
        }
    }

    private static string Number(decimal value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
