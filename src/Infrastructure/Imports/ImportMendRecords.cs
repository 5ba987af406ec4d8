using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Imports;

/// <summary>An order that an import changed: what it was before, so that undoing can give it back.</summary>
public sealed class ImportUpdateRecord : ITenantOwned
{
    public TenantId TenantId { get; set; }

    public ImportId BatchId { get; set; }

    public OrderId OrderId { get; set; }

    /// <summary>First row of the order in the file.</summary>
    public int RowNumber { get; set; }

    /// <summary>The order's <c>modified_seq</c> after the change: equal as long as nobody else has touched it.</summary>
    public long ModifiedSeq { get; set; }

    /// <summary>Encrypted JSON of the order's former values.</summary>
    public required byte[] Before { get; set; }
}

/// <summary>One cell that a person has mended in a rejected row.</summary>
public sealed class ImportEditRecord : ITenantOwned
{
    public TenantId TenantId { get; set; }

    public ImportId BatchId { get; set; }

    /// <summary>1-based as Excel shows it.</summary>
    public int RowNumber { get; set; }

    /// <summary>0-based place in the row.</summary>
    public int Cell { get; set; }

    /// <summary>What stands there now; may be personal, encrypted at rest.</summary>
    public required string Value { get; set; }

    public DateTimeOffset EditedAt { get; set; }

    public required string EditedByName { get; set; }
}

/// <summary>"Read this value of this column as that one": for one import's mended rows, or kept for all files to come.</summary>
public sealed class ValueRuleRecord : ITenantOwned
{
    public TenantId TenantId { get; set; }

    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>A column without personal data.</summary>
    public ImportColumn ColumnId { get; set; }

    /// <summary>Normalised as values are compared.</summary>
    public required string Value { get; set; }

    public required string Replacement { get; set; }

    /// <summary>The import whose mended rows it is for; null where it is kept for the files to come.</summary>
    public ImportId? BatchId { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public required string CreatedByName { get; set; }
}
