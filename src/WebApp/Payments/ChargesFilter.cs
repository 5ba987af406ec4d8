using System.Globalization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Grid;

namespace OrderPortal.WebApp.Payments;

/// <summary>What the list of charges is narrowed by, as people write it and as the address has it.</summary>
public sealed record ChargesFilter
{
    /// <summary>Names of statuses, with commas between them.</summary>
    public string? Status { get; set; }

    public string? Gateway { get; set; }

    /// <summary>Number of a settlement.</summary>
    public string? Settlement { get; set; }

    /// <summary>Number of an import.</summary>
    public string? Import { get; set; }

    public string? Customer { get; set; }

    /// <summary>An order's number.</summary>
    public string? Order { get; set; }

    /// <summary>Exact group of an order.</summary>
    public string? Group { get; set; }

    /// <summary>First day on which a charge was made, in the reader's time zone, <c>yyyy-MM-dd</c>.</summary>
    public string? From { get; set; }

    /// <summary>Last day, that day included.</summary>
    public string? To { get; set; }

    /// <summary><c>createdAt</c>; anything else: the newest first.</summary>
    public string? Sort { get; set; }

    public bool OldestFirst => QueryText.Clean(Sort) == "createdAt";

    public static string Troubled { get; } = NameOf(SettlementLook.Troubled);

    public IReadOnlyList<ChargeStatus> Statuses =>
        [.. (Status ?? "").Split(',').Select(name => ImportNames.Parse<ChargeStatus>(name)).OfType<ChargeStatus>().Distinct()];

    public bool IsEmpty => (this with { Sort = null }).ToQuery().Values.All(value => value is null);

    public static string NameOf(IEnumerable<ChargeStatus> statuses) => string.Join(',', statuses.Select(status => ImportNames.Of(status)));

    /// <summary>Parameters of the address; null where there is no such condition, so that it disappears.</summary>
    public IReadOnlyDictionary<string, object?> ToQuery() => new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["status"] = QueryText.Clean(Status),
        ["gateway"] = QueryText.Clean(Gateway),
        ["settlement"] = QueryText.Clean(Settlement),
        ["import"] = QueryText.Clean(Import),
        ["customer"] = QueryText.Clean(Customer),
        ["order"] = QueryText.Clean(Order),
        ["group"] = QueryText.Clean(Group),
        ["from"] = QueryText.Clean(From),
        ["to"] = QueryText.Clean(To),
        ["sort"] = QueryText.Clean(Sort) is "createdAt" or "-createdAt" ? QueryText.Clean(Sort) : null,
    };

    /// <summary>What the numbers stand for looked up; null where one of them stands for nothing, so that nothing can fit. Days that nobody can have meant narrow nothing.</summary>
    /// <param name="zone">In which the days are.</param>
    public async Task<ChargeFilter?> ToDomainAsync(TimeZoneInfo zone, IServiceProvider services, CancellationToken cancellationToken)
    {
        var filter = new ChargeFilter
        {
            Statuses = Statuses,
            Gateway = QueryText.Clean(Gateway),
            CustomerCode = QueryText.Clean(Customer),
            Group = QueryText.Clean(Group),
            CreatedFrom = ImportsFilter.Day(QueryText.Clean(From)) is { } first ? ImportsFilter.StartOf(first, zone) : null,
            CreatedBefore = ImportsFilter.Day(QueryText.Clean(To)) is { } last && last < DateOnly.MaxValue ? ImportsFilter.StartOf(last.AddDays(1), zone) : null,
            OldestFirst = OldestFirst,
        };
        if (QueryText.Clean(Settlement) is { } settlement)
        {
            var found = Number(settlement) is { } number ? await services.GetRequiredService<ISettlementQueries>().FindAsync(number, cancellationToken) : null;
            if (found is null)
            {
                return null;
            }

            filter = filter with { Settlement = found.Settlement.Id };
        }

        if (QueryText.Clean(Import) is { } import)
        {
            var found = Number(import) is { } number ? await services.GetRequiredService<IImportQueries>().FindAsync(number, cancellationToken) : null;
            if (found is null)
            {
                return null;
            }

            filter = filter with { Import = found.Id };
        }

        if (QueryText.Clean(Order) is { } order)
        {
            var found = await services.GetRequiredService<IOrderQueries>().FindAsync(order, cancellationToken);
            if (found is null)
            {
                return null;
            }

            filter = filter with { Order = found.Id };
        }

        return filter;
    }

    private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
