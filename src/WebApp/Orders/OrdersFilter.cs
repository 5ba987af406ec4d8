using System.Globalization;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Api;
using OrderPortal.WebApp.Shared.Grid;

namespace OrderPortal.WebApp.Orders;

/// <summary>What the list of orders is narrowed and sorted by, as people write it and as the address has it.</summary>
public sealed record OrdersFilter
{
    /// <summary>Instead of a payment status: any of those whose money is still to come.</summary>
    public const string OpenPayment = "open";

    private static readonly string[] Keys = ["q", "status", "payment", "source", "from", "to", "customer", "group", "min", "max", "import", "sort"];

    /// <summary>Order number, customer code, e-mail address or phone number.</summary>
    public string? Query { get; set; }

    /// <summary>As <see cref="ImportNames"/> writes it; so are payment status and source.</summary>
    public string? Status { get; set; }

    /// <summary>A payment status, or <see cref="OpenPayment"/>.</summary>
    public string? Payment { get; set; }

    public string? Source { get; set; }

    /// <summary>First day of the order in the reader's time zone, <c>yyyy-MM-dd</c>.</summary>
    public string? From { get; set; }

    /// <summary>Last day, that day included.</summary>
    public string? To { get; set; }

    /// <summary>Exact customer code.</summary>
    public string? Customer { get; set; }

    /// <summary>Exact.</summary>
    public string? Group { get; set; }

    /// <summary>Least total in yen; separators of thousands are read over.</summary>
    public string? Min { get; set; }

    public string? Max { get; set; }

    /// <summary>Number of an import.</summary>
    public string? Import { get; set; }

    /// <summary>One of <see cref="OrderSortKey"/> in camelCase, descending with <c>-</c> before it.</summary>
    public string? Sort { get; set; }

    public long? ImportNumber => long.TryParse(QueryText.Clean(Import), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public bool IsOpen => QueryText.Clean(Payment) == OpenPayment;

    public OrderSort? Sorting => SortOf(QueryText.Clean(Sort));

    /// <summary>True where a condition holds; the sequence is none.</summary>
    public bool IsNarrowed => this with { Sort = null } is var conditions && (conditions.ToDomain(TimeZoneInfo.Utc) != new OrderFilter() || !string.IsNullOrWhiteSpace(Query) || ImportNumber is not null);

    /// <summary>Parameters of the address; null where there is no such condition, so that it disappears.</summary>
    public IReadOnlyDictionary<string, object?> ToQuery() =>
        Keys.Zip(Values()).ToDictionary(static pair => pair.First, static pair => (object?)QueryText.Clean(pair.Second), StringComparer.Ordinal);

    /// <summary>Reads the query of a request. Where a list narrows by nothing, an export would be of everything: what is not understood is refused.</summary>
    /// <param name="others">Parameters that are no conditions.</param>
    public static Result<OrdersFilter> Read(IQueryCollection query, params ReadOnlySpan<string> others)
    {
        foreach (var (key, values) in query)
        {
            if (!Keys.Contains(key, StringComparer.OrdinalIgnoreCase) && !others.Contains(key, StringComparer.OrdinalIgnoreCase))
            {
                return new Error(ListQuery.UnknownField, ListQuery.Shorten(key));
            }

            if (values.Count > 1)
            {
                return ListQuery.Bad(key, values[^1] ?? "");
            }
        }

        var filter = new OrdersFilter
        {
            Query = query["q"], Status = query["status"], Payment = query["payment"], Source = query["source"], From = query["from"], To = query["to"],
            Customer = query["customer"], Group = query["group"], Min = query["min"], Max = query["max"], Import = query["import"], Sort = query["sort"],
        };
        return filter.FirstNotUnderstood() is { } refusal ? refusal : filter;
    }

    /// <summary>
    /// Conditions that nobody can have meant (no such status, no such day) narrow nothing. Search text and import are not in it: what they mean is
    /// known only to who looks.
    /// </summary>
    public OrderFilter ToDomain(TimeZoneInfo zone) => new()
    {
        Status = NameOf<OrderStatus>(Status),
        PaymentStatus = NameOf<PaymentStatus>(Payment),
        IsOpen = IsOpen,
        Source = NameOf<OrderSource>(Source),
        OrderedFrom = ImportsFilter.Day(QueryText.Clean(From)) is { } first ? ImportsFilter.StartOf(first, zone) : null,
        OrderedBefore = ImportsFilter.Day(QueryText.Clean(To)) is { } last && last < DateOnly.MaxValue ? ImportsFilter.StartOf(last.AddDays(1), zone) : null,
        CustomerCode = QueryText.Clean(Customer),
        Group = QueryText.Clean(Group),
        TotalFrom = Yen(Min),
        TotalTo = Yen(Max),
        Sort = Sorting,
    };

    public static T? NameOf<T>(string? name)
        where T : struct, Enum => QueryText.Clean(name) is { } text ? ImportNames.Parse<T>(text) : null;

    /// <summary>Whole yen as people write them: <c>¥12,300</c>.</summary>
    public static long? Yen(string? text) => QueryText.Clean(text) is { } clean
        && long.TryParse(clean.TrimStart('¥', '￥').Replace(",", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out var yen) ? yen : null;

    public static string Of(OrderSort sort) => (sort.Descending ? "-" : "") + ImportNames.Of(sort.Key);

    internal static OrderSort? SortOf(string? text) =>
        text is not null && ImportNames.Parse<OrderSortKey>(text.TrimStart('-')) is { } key ? new OrderSort(key, text.StartsWith('-')) : null;

    private string?[] Values() => [Query, Status, Payment, Source, From, To, Customer, Group, Min, Max, Import, Sort];

    private Error? FirstNotUnderstood()
    {
        var read = ToDomain(TimeZoneInfo.Utc);
        bool[] understood =
        [
            true, read.Status is not null, read.PaymentStatus is not null || read.IsOpen, read.Source is not null, ImportsFilter.Day(QueryText.Clean(From)) is not null, ImportsFilter.Day(QueryText.Clean(To)) is not null,
            true, true, read.TotalFrom is not null, read.TotalTo is not null, ImportNumber is not null, read.Sort is not null,
        ];
        var values = Values();
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is { Length: > 0 } value && (QueryText.Clean(value) is null || value.Any(char.IsControl) || !understood[i]))
            {
                return ListQuery.Bad(Keys[i], value);
            }
        }

        return null;
    }
}
