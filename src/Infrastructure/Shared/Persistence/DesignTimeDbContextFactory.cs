using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Shared.Persistence;

/// <summary>For <c>dotnet ef migrations</c>: needs neither a server nor keys.</summary>
internal sealed class DesignTimeDbContextFactory : IDesignTimeDbContextFactory<OrderPortalDbContext>
{
    public OrderPortalDbContext CreateDbContext(string[] args)
    {
        var keys = KeyRing.Parse(KeyRing.Generate()).Ring!;
        var options = PersistenceRegistration.Options(new DbContextOptionsBuilder<OrderPortalDbContext>().UseNpgsql()).Options;
        return new OrderPortalDbContext((DbContextOptions<OrderPortalDbContext>)options, new OperationContext(), new FieldCipher(keys), new BlindIndex(keys));
    }
}
