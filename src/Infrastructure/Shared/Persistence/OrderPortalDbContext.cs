using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Auditing;
using OrderPortal.Infrastructure.Catalog;
using OrderPortal.Infrastructure.Imports;
using OrderPortal.Infrastructure.Orders;
using OrderPortal.Infrastructure.Shared.Security;
using OrderPortal.Infrastructure.Tenancy;
using OrderPortal.Infrastructure.Tenancy.Accounts;

namespace OrderPortal.Infrastructure.Shared.Persistence;

/// <summary>
/// The database as one operation sees it: every query is filtered by the operation's tenant, here and again by row-level security.
/// An operation without a tenant sees no tenant's rows.
/// </summary>
public sealed class OrderPortalDbContext : DbContext
{
    private readonly OperationContext _operation;
    private readonly FieldCipher _cipher;
    private readonly BlindIndex _blindIndex;

    public OrderPortalDbContext(DbContextOptions<OrderPortalDbContext> options, OperationContext operation, FieldCipher cipher, BlindIndex blindIndex)
        : base(options)
    {
        _operation = operation;
        _cipher = cipher;
        _blindIndex = blindIndex;
        TenantStamp.Attach(this);
    }

    public DbSet<Tenant> Tenants => Set<Tenant>();

    public DbSet<Order> Orders => Set<Order>();

    public DbSet<OrderStatusChangeRecord> OrderStatusChanges => Set<OrderStatusChangeRecord>();

    public DbSet<CustomerRecord> Customers => Set<CustomerRecord>();

    public DbSet<ProductRecord> Products => Set<ProductRecord>();

    public DbSet<ImportBatchRecord> ImportBatches => Set<ImportBatchRecord>();

    public DbSet<ImportProblemRecord> ImportProblems => Set<ImportProblemRecord>();

    public DbSet<ImportUpdateRecord> ImportUpdates => Set<ImportUpdateRecord>();

    public DbSet<ImportEditRecord> ImportEdits => Set<ImportEditRecord>();

    public DbSet<ImportDraftRecord> ImportDrafts => Set<ImportDraftRecord>();

    public DbSet<MappingProfileRecord> MappingProfiles => Set<MappingProfileRecord>();

    public DbSet<ValueRuleRecord> ValueRules => Set<ValueRuleRecord>();

    public DbSet<StoredFileRecord> StoredFiles => Set<StoredFileRecord>();

    public DbSet<StoredFileChunkRecord> StoredFileChunks => Set<StoredFileChunkRecord>();

    public DbSet<PortalUser> Users => Set<PortalUser>();

    public DbSet<PortalRole> Roles => Set<PortalRole>();

    public DbSet<UserSessionRecord> UserSessions => Set<UserSessionRecord>();

    public DbSet<SignInDirectoryEntry> SignInDirectory => Set<SignInDirectoryEntry>();

    public DbSet<ApiClientRecord> ApiClients => Set<ApiClientRecord>();

    public DbSet<ApiClientSecretRecord> ApiClientSecrets => Set<ApiClientSecretRecord>();

    public DbSet<ApiClientDirectoryEntry> ApiClientDirectory => Set<ApiClientDirectoryEntry>();

    public DbSet<RevokedTokenRecord> RevokedTokens => Set<RevokedTokenRecord>();

    public DbSet<AuditRecord> AuditLog => Set<AuditRecord>();

    public DbSet<DataProtectionKeyRecord> DataProtectionKeys => Set<DataProtectionKeyRecord>();

    internal OperationContext Operation => _operation;

    internal FieldCipher Cipher => _cipher;

    internal BlindIndex BlindIndex => _blindIndex;

    /// <summary>For the query filters, which need a value even where there is no tenant; no tenant has the empty id.</summary>
    internal TenantId CurrentTenant => _operation.TenantOrNull ?? default;

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<TenantId>().HaveConversion<TenantIdConverter>();
        configurationBuilder.Properties<OrderId>().HaveConversion<OrderIdConverter>();
        configurationBuilder.Properties<CustomerId>().HaveConversion<CustomerIdConverter>();
        configurationBuilder.Properties<ProductId>().HaveConversion<ProductIdConverter>();
        configurationBuilder.Properties<ImportId>().HaveConversion<ImportIdConverter>();
        configurationBuilder.Properties<StoredFileId>().HaveConversion<StoredFileIdConverter>();
        configurationBuilder.Properties<ReadOnlyMemory<byte>>().HaveConversion<MemoryConverter>();

        // smallint, whatever the underlying type.
        configurationBuilder.Properties<ActorKind>().HaveConversion<short>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        TenancyMapping.Configure(modelBuilder, _cipher);
        OrderMapping.Configure(modelBuilder, _cipher);
        CatalogMapping.Configure(modelBuilder, _cipher);
        ImportsMapping.Configure(modelBuilder, _cipher);
        AuditMapping.Configure(modelBuilder);
        SecurityMapping.Configure(modelBuilder);
        TenantModel.FilterByTenant(modelBuilder, this);
        SnakeCase.Apply(modelBuilder);
    }
}

/// <summary>The model holds the cipher in its converters, so contexts with another cipher need a model of their own.</summary>
internal sealed class CipherModelCacheKeyFactory : IModelCacheKeyFactory
{
    public object Create(DbContext context, bool designTime) =>
        (context.GetType(), context is OrderPortalDbContext portal ? portal.Cipher : null, designTime);
}
