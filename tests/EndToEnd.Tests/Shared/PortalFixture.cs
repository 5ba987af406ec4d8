using OrderPortal.Testing;

namespace OrderPortal.EndToEnd.Tests.Shared;

/// <summary>A portal on a database of its own, for one class or collection of tests.</summary>
public sealed class PortalFixture : IAsyncLifetime
{
    private readonly TestDatabase _database = new();
    private PortalProcess? _portal;

    public PortalProcess Portal => _portal ?? throw new InvalidOperationException("The portal is not started.");

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        _portal = await PortalProcess.StartAsync(_database);
    }

    public async ValueTask DisposeAsync()
    {
        if (_portal is not null)
        {
            await _portal.DisposeAsync();
        }

        await _database.DisposeAsync();
    }
}

/// <summary>Tests that get along on one portal: one after another, each with what it needs and no more.</summary>
[CollectionDefinition(Name)]
public sealed class SharedPortal : ICollectionFixture<PortalFixture>
{
    public const string Name = "shared portal";
}
