using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Orders;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Orders;

/// <summary>The queries of orders as an operation has them.</summary>
internal static class TestOrders
{
    public static OrderQueries Queries(TestDatabase database, OrderPortalDbContext context, OperationContext operation) =>
        new(context, operation, TestKeys.BlindIndex, new OrderRows(database.Connections, operation, TestKeys.Cipher), new ModifiedRows(context));

    public static Task<VersionedOrder?> GetAsync(TestDatabase database, TenantId tenant, OrderId id)
    {
        var operation = new OperationContext();
        operation.Begin(tenant, Actor.System);
        return new OrderRows(database.Connections, operation, TestKeys.Cipher).GetAsync(id, CancellationToken.None);
    }

    public static async Task<T> AskAsync<T>(TestDatabase database, TenantId tenant, Func<IOrderQueries, Task<T>> ask)
    {
        var operation = new OperationContext();
        operation.Begin(tenant, Actor.System);
        await using var context = database.CreateContext(tenant);
        return await ask(Queries(database, context, operation));
    }
}
