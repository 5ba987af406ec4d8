using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OrderPortal.Infrastructure.Shared.Persistence;

/// <summary>What every listed table has for differential synchronisation; see README.md on reading by <c>modified_seq</c>.</summary>
internal static class ModifiedMapping
{
    public const string Sequence = "modified_seq";

    /// <summary>Name of the shadow property.</summary>
    public const string Seq = "ModifiedSeq";

    /// <summary>Number and time of the last change are the database's own: a default on insert, a trigger on update.</summary>
    public static void HasModification<T>(this EntityTypeBuilder<T> entity, string modifiedAt)
        where T : class
    {
        entity.Property<DateTimeOffset>(modifiedAt).HasDefaultValueSql("now()").ValueGeneratedOnAddOrUpdate();
        entity.Property<long>(Seq).HasDefaultValueSql($"nextval('{Sequence}')").ValueGeneratedOnAddOrUpdate();
        entity.HasIndex(nameof(ITenantOwned.TenantId), Seq);
    }

    /// <summary>Optimistic concurrency by the row's own version; the shadow property is <c>Version</c>.</summary>
    public static void HasVersion<T>(this EntityTypeBuilder<T> entity)
        where T : class => entity.Property<uint>("Version").HasColumnName("xmin").HasColumnType("xid").IsRowVersion();
}
