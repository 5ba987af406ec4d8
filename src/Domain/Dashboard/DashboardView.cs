using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;

namespace OrderPortal.Domain.Dashboard;

/// <summary>Orders of a day in Japan.</summary>
public sealed record OrdersOn(DateOnly Day, OrderFigures Figures);

/// <summary>Orders of one status and one payment status.</summary>
public sealed record OrdersIn(OrderStatus Status, PaymentStatus PaymentStatus, OrderFigures Figures)
{
    /// <summary>Money is still to come, as <see cref="OpenPayments"/> has it.</summary>
    public bool IsOpen => OpenPayments.Hold(Status, PaymentStatus);
}

/// <summary>Orders of one period.</summary>
/// <param name="Cells">What does not occur is not in it.</param>
public sealed record OrdersOfPeriod(IReadOnlyList<OrdersIn> Cells)
{
    public OrderFigures Total => Sum(Cells);

    public OrderFigures Open => Sum(Cells.Where(static cell => cell.IsOpen));

    public OrderFigures In(OrderStatus status) => Sum(Cells.Where(cell => cell.Status == status));

    public OrderFigures In(PaymentStatus status) => Sum(Cells.Where(cell => cell.PaymentStatus == status));

    private static OrderFigures Sum(IEnumerable<OrdersIn> cells) =>
        cells.Aggregate(OrderFigures.None, static (sum, cell) => new OrderFigures(sum.Orders + cell.Figures.Orders, sum.Amount + cell.Figures.Amount));
}

/// <summary>Charges that were planned in one period, of which the outcome is known.</summary>
/// <param name="Succeeded">Also those of which money went back later.</param>
/// <param name="Unsuccessful">Declined, failed or expired.</param>
public sealed record ChargeResults(long Succeeded, long Unsuccessful)
{
    /// <summary>Part that succeeded, from 0 to 1; null where no outcome is known.</summary>
    public decimal? SuccessRate => Succeeded + Unsuccessful == 0 ? null : (decimal)Succeeded / (Succeeded + Unsuccessful);

    /// <summary>What of the charges of these statuses counts.</summary>
    public static ChargeResults Of(IEnumerable<(ChargeStatus Status, long Charges)> charges)
    {
        var (succeeded, unsuccessful) = (0L, 0L);
        foreach (var (status, count) in charges)
        {
            switch (status)
            {
                case ChargeStatus.Succeeded or ChargeStatus.Refunded or ChargeStatus.PartlyRefunded:
                    succeeded += count;
                    break;
                case ChargeStatus.Declined or ChargeStatus.Failed or ChargeStatus.Expired:
                    unsuccessful += count;
                    break;
            }
        }

        return new ChargeResults(succeeded, unsuccessful);
    }
}

/// <summary>What a customer's orders come to that are neither cancelled nor refunded.</summary>
/// <param name="Name">Of the customer of this code; null: there is none. Personal.</param>
public sealed record TopCustomer(string Code, string? Name, OrderFigures Figures);

/// <summary>What was sold of a product in orders that are neither cancelled nor refunded.</summary>
/// <param name="Id">Of the product of this code; null: there is none.</param>
/// <param name="Amount">Yen: sum of the lines' amounts.</param>
public sealed record TopProduct(string Code, Guid? Id, string? NameJa, string? NameEn, long Quantity, long Amount);

/// <summary>How often rows of files were refused for this reason.</summary>
public sealed record ProblemCount(string Code, long Problems);

/// <param name="Waiting">Not sent yet, whenever they were made.</param>
/// <param name="Dead">Given up, whenever they were made.</param>
public sealed record NotificationBacklog(long Waiting, long Dead);

/// <summary>All figures of the dashboard, exact and of one moment.</summary>
/// <param name="Today">Orders of today, whatever days were asked for.</param>
/// <param name="ByDay">Of the days that were asked for; a day without orders is not in it.</param>
/// <param name="Before">Of the period before.</param>
/// <param name="Charges">Null where they were not asked for; so is the period before.</param>
/// <param name="TopCustomers">At most <see cref="Top"/>, the most first; null where one customer was asked for.</param>
/// <param name="TopProducts">At most <see cref="Top"/>, the most first.</param>
/// <param name="Problems">At most <see cref="Top"/>, the most first; by the day on which the file was handed over. Null where imports were not asked for, or one customer's or group's orders.</param>
/// <param name="RunningImports">At this moment, and those that wait for a worker; null as <paramref name="Problems"/>.</param>
/// <param name="Notifications">Null where they were not asked for, or one customer's or group's orders.</param>
public sealed record DashboardView(
    OrderFigures Today, IReadOnlyList<OrdersOn> ByDay, OrdersOfPeriod Orders, OrdersOfPeriod Before, ChargeResults? Charges, ChargeResults? ChargesBefore,
    IReadOnlyList<TopCustomer>? TopCustomers, IReadOnlyList<TopProduct> TopProducts, IReadOnlyList<ProblemCount>? Problems, long? RunningImports, NotificationBacklog? Notifications)
{
    /// <summary>How many the longest of the "top" lists has.</summary>
    public const int Top = 5;

    /// <summary>All days that were asked for, those without orders too.</summary>
    public IReadOnlyList<OrdersOn> EachDay(DashboardQuery query)
    {
        var known = ByDay.ToDictionary(static day => day.Day);
        return [.. Enumerable.Range(0, query.Days).Select(query.From.AddDays).Select(day => known.GetValueOrDefault(day) ?? new OrdersOn(day, OrderFigures.None))];
    }
}
