using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Imports;

/// <summary>A mapping that a tenant has saved and that is proposed when a file with its headings comes.</summary>
public sealed class MappingProfileRecord : ITenantOwned
{
    public TenantId TenantId { get; set; }

    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>Unique in the tenant.</summary>
    public required string Name { get; set; }

    /// <summary>JSON of <see cref="ImportMapping"/>.</summary>
    public required string Mapping { get; set; }

    /// <summary>Headings of the file that it was made from, as they stand there; what later files are compared with.</summary>
    public string[] Headings { get; set; } = [];

    public DateTimeOffset CreatedAt { get; set; }

    public required string CreatedByName { get; set; }

    public DateTimeOffset ModifiedAt { get; set; }
}

/// <summary>What was chosen so far for an uploaded file that is not yet an import; gone with the file or when the import begins.</summary>
public sealed class ImportDraftRecord : ITenantOwned
{
    public TenantId TenantId { get; set; }

    public StoredFileId FileId { get; set; }

    /// <summary>JSON of the choices.</summary>
    public required string Choices { get; set; }

    public DateTimeOffset ModifiedAt { get; set; }
}
