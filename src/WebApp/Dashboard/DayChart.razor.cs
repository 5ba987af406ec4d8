using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Dashboard;

namespace OrderPortal.WebApp.Dashboard;

/// <summary>Orders per day as a line, and as a table for whoever wants the numbers. Letters stand outside the drawing, which is stretched.</summary>
public sealed partial class DayChart : ComponentBase
{
    private IReadOnlyList<OrdersOn> _rows = [];

    [Inject]
    public required IStringLocalizer<DashboardText> Texts { get; init; }

    [Parameter, EditorRequired]
    public required DashboardQuery Query { get; set; }

    /// <summary>Days without orders need not be in it.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<OrdersOn> Days { get; set; }

    /// <summary>Upper end of the scale: round, and its half is whole.</summary>
    private long Most
    {
        get
        {
            var most = _rows.Max(static row => row.Figures.Orders);
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
            IEnumerable<string> points = _rows.Select((row, i) => $"{Number(1000m * i / Math.Max(1, _rows.Count - 1))} {Y(row)}");

            // One day is a level.
            return string.Join('L', _rows.Count == 1 ? [.. points, $"1000 {Y(_rows[0])}"] : points);

            string Y(OrdersOn row) => Number(200 - (200m * row.Figures.Orders / most));
        }
    }

    private string Summary
    {
        get
        {
            var most = _rows.MaxBy(static row => row.Figures.Orders)!;
            var least = _rows.MinBy(static row => row.Figures.Orders)!;
            return Texts[
                nameof(DashboardText.ByDaySummary), DashboardWords.Day(Query.From), DashboardWords.Day(Query.To), DashboardWords.Number(_rows.Sum(static row => row.Figures.Orders)),
                DashboardWords.Day(most.Day), DashboardWords.Number(most.Figures.Orders), DashboardWords.Day(least.Day), DashboardWords.Number(least.Figures.Orders)];
        }
    }

    protected override void OnParametersSet()
    {
        var known = Days.ToDictionary(static day => day.Day);
        _rows = [.. Enumerable.Range(0, Query.Days).Select(Query.From.AddDays).Select(day => known.GetValueOrDefault(day) ?? new OrdersOn(day, OrderFigures.None))];
    }

    private static string Number(decimal value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
