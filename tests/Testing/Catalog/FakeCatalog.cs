using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Catalog;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Testing.Catalog;

/// <summary>Products that lie in memory.</summary>
public sealed class FakeProducts : IProductQueries, IProductStore
{
    private readonly SortedDictionary<string, Product> _stored = new(StringComparer.Ordinal);
    private long _seq;

    public List<AuditEntry> Entries { get; } = [];

    public List<ProductFilter> Asked { get; } = [];

    public string? Next { get; set; }

    public IReadOnlyCollection<Product> Stored => _stored.Values;

    public Product Put(string code, ProductValues values)
    {
        var known = _stored.GetValueOrDefault(code);
        return _stored[code] = new Product(known?.Id ?? ProductId.New(), code, values, ++_seq, new DateTimeOffset(2026, 1, 5, 6, 4, 0, TimeSpan.Zero));
    }

    public Task<Page<Product>> ListAsync(ProductFilter filter, int limit, string? cursor, CancellationToken cancellationToken)
    {
        Asked.Add(filter);
        var found = _stored.Values.Where(product => (filter.Active is not { } active || product.Values.Active == active)
            && (filter.Text is not { } text || product.Code.StartsWith(text, StringComparison.Ordinal) || product.Values.Name.Contains(text, StringComparison.Ordinal)));
        return Task.FromResult(new Page<Product>([.. found.Take(limit)], Next));
    }

    public Task<ModifiedPage<Product>> ListModifiedAsync(ProductFilter filter, ModifiedQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Product?> GetAsync(ProductId id, CancellationToken cancellationToken) => Task.FromResult(_stored.Values.FirstOrDefault(product => product.Id == id));

    public Task<IReadOnlyDictionary<string, Product>> FindAsync(IReadOnlyCollection<string> codes, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, Product>>(_stored.Where(pair => codes.Contains(pair.Key)).ToDictionary(StringComparer.Ordinal));

    public async IAsyncEnumerable<Product> AllAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        foreach (var product in _stored.Values.ToList())
        {
            yield return product;
        }
    }

    public Task<bool> AddAsync(ProductId id, string code, ProductValues values, AuditEntry entry, CancellationToken cancellationToken)
    {
        if (_stored.ContainsKey(code))
        {
            return Task.FromResult(false);
        }

        _stored[code] = new Product(id, code, values, ++_seq, default);
        Entries.Add(entry);
        return Task.FromResult(true);
    }

    public Task<bool> ChangeAsync(ProductId id, long seenSeq, ProductValues values, AuditEntry entry, CancellationToken cancellationToken)
    {
        if (_stored.Values.FirstOrDefault(product => product.Id == id && product.Seq == seenSeq) is not { } stored)
        {
            return Task.FromResult(false);
        }

        Put(stored.Code, values);
        Entries.Add(entry);
        return Task.FromResult(true);
    }

    public Task PutAsync(IReadOnlyList<(string Code, ProductValues Values)> products, AuditEntry entry, CancellationToken cancellationToken)
    {
        foreach (var (code, values) in products)
        {
            Put(code, values);
        }

        Entries.Add(entry);
        return Task.CompletedTask;
    }
}

/// <summary>Customers that lie in memory.</summary>
public sealed class FakeCustomers : ICustomerQueries, ICustomerStore
{
    private readonly SortedDictionary<string, Customer> _stored = new(StringComparer.Ordinal);
    private long _seq;

    public List<AuditEntry> Entries { get; } = [];

    public List<CustomerFilter> Asked { get; } = [];

    public IReadOnlyCollection<Customer> Stored => _stored.Values;

    public Customer Put(string code, CustomerValues values)
    {
        var known = _stored.GetValueOrDefault(code);
        return _stored[code] = new Customer(known?.Id ?? CustomerId.New(), code, values, ++_seq, new DateTimeOffset(2026, 1, 5, 6, 4, 0, TimeSpan.Zero));
    }

    public Task<Page<Customer>> ListAsync(CustomerFilter filter, int limit, string? cursor, CancellationToken cancellationToken)
    {
        Asked.Add(filter);
        return Task.FromResult(new Page<Customer>([.. _stored.Values.Where(customer => filter.Text is not { } text || customer.Code.StartsWith(text, StringComparison.Ordinal)).Take(limit)], null));
    }

    public Task<ModifiedPage<Customer>> ListModifiedAsync(CustomerFilter filter, ModifiedQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Customer?> GetAsync(CustomerId id, CancellationToken cancellationToken) => Task.FromResult(_stored.Values.FirstOrDefault(customer => customer.Id == id));

    public Task<IReadOnlyDictionary<string, Customer>> FindAsync(IReadOnlyCollection<string> codes, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, Customer>>(_stored.Where(pair => codes.Contains(pair.Key)).ToDictionary(StringComparer.Ordinal));

    public async IAsyncEnumerable<Customer> AllAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        foreach (var customer in _stored.Values.ToList())
        {
            yield return customer;
        }
    }

    public Task<bool> AddAsync(CustomerId id, string code, CustomerValues values, AuditEntry entry, CancellationToken cancellationToken)
    {
        if (_stored.ContainsKey(code))
        {
            return Task.FromResult(false);
        }

        _stored[code] = new Customer(id, code, values, ++_seq, default);
        Entries.Add(entry);
        return Task.FromResult(true);
    }

    public Task<bool> ChangeAsync(CustomerId id, long seenSeq, CustomerValues values, AuditEntry entry, CancellationToken cancellationToken)
    {
        if (_stored.Values.FirstOrDefault(customer => customer.Id == id && customer.Seq == seenSeq) is not { } stored)
        {
            return Task.FromResult(false);
        }

        Put(stored.Code, values);
        Entries.Add(entry);
        return Task.FromResult(true);
    }

    public Task PutAsync(IReadOnlyList<(string Code, CustomerValues Values)> customers, AuditEntry entry, CancellationToken cancellationToken)
    {
        foreach (var (code, values) in customers)
        {
            Put(code, values);
        }

        Entries.Add(entry);
        return Task.CompletedTask;
    }
}
