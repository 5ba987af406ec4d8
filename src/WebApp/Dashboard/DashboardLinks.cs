using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using OrderPortal.Domain.Dashboard;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Notifications;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Notifications;
using OrderPortal.WebApp.Orders;
using OrderPortal.WebApp.Payments;

namespace OrderPortal.WebApp.Dashboard;

/// <summary>The lists behind the figures, with the same days, customer and group.</summary>
internal static class DashboardLinks
{
    public static string To(DashboardFilter filter) => Of("/", filter.ToQuery());

    public static string Export(DashboardFilter filter) => Of(DashboardExport.Path, filter.ToQuery());

    /// <param name="more">What the figure has beside these.</param>
    public static string Orders(DashboardQuery query, OrdersFilter? more = null) => Of("/orders", (more ?? new OrdersFilter()) with
    {
        From = more?.From ?? Day(query.From),
        To = more?.To ?? Day(query.To),
        Customer = more?.Customer ?? query.CustomerCode,
        Group = query.Group,
    });

    public static string OrdersOn(DashboardQuery query, DateOnly day) => Orders(query, new OrdersFilter { From = Day(day), To = Day(day) });

    public static string Charges(DashboardQuery query) =>
        Of("/charges", new ChargesFilter { From = Day(query.From), To = Day(query.To), Customer = query.CustomerCode, Group = query.Group }.ToQuery());

    public static string Imports(DashboardQuery query) => Of("/imports", new ImportsFilter { From = Day(query.From), To = Day(query.To) }.ToQuery());

    public static string Imports(ImportStatus status) => Of("/imports", new ImportsFilter { Status = ImportNames.Of(status) }.ToQuery());

    public static string Notifications(NotificationStatus status) => Of("/notifications", new NotificationsFilter { Status = ImportNames.Of(status) }.ToQuery());

    private static string Of(string path, OrdersFilter filter) => Of(path, filter.ToQuery());

    private static string Of(string path, IReadOnlyDictionary<string, object?> query) => Of(path, query.ToDictionary(static pair => pair.Key, static pair => pair.Value as string));

    private static string Of(string path, IEnumerable<KeyValuePair<string, string?>> query) => QueryHelpers.AddQueryString(path, query.Where(static pair => pair.Value is not null));

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
