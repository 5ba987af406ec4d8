using System.Globalization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Payments;

namespace OrderPortal.WebApp.Payments;

/// <summary>What the list of settlements is narrowed by, as the address has it. Names that are none of ours narrow nothing.</summary>
/// <param name="State"><see cref="Running"/> or <see cref="Finished"/>.</param>
/// <param name="Import">Number of an import.</param>
/// <param name="Sort"><c>createdAt</c>; anything else: the newest first.</param>
public sealed record SettlementsFilter(string? State, long? Import, string? Sort)
{
    public const string Running = "running";
    public const string Finished = "finished";

    public string? Narrowed => State is Running or Finished ? State : null;

    public bool OldestFirst => Sort == "createdAt";

    public bool IsNarrowed => Narrowed is not null || Import is not null;

    /// <summary>Parameters of the address; null where there is no such condition, so that it disappears.</summary>
    public IReadOnlyDictionary<string, object?> ToQuery() => new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["state"] = Narrowed,
        ["import"] = Import?.ToString(CultureInfo.InvariantCulture),
        ["sort"] = Sort is "createdAt" or "-createdAt" ? Sort : null,
    };

    /// <summary>Null where there is no such import, so that nothing can fit.</summary>
    public async Task<SettlementFilter?> ToDomainAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var filter = new SettlementFilter { IsRunning = Narrowed switch { Running => true, Finished => false, _ => null }, OldestFirst = OldestFirst };
        return Import is not { } number ? filter
            : await services.GetRequiredService<IImportQueries>().FindAsync(number, cancellationToken) is { } import ? filter with { Import = import.Id }
            : null;
    }
}
