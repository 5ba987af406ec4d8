using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Tenancy;

/// <inheritdoc cref="IManagedClients"/>
internal sealed class ManagedClients(OrderPortalDbContext context, OperationContext operation, TokenRevocations revocations, IAuditLog audit, TimeProvider clock) : IManagedClients
{
    private const string Entity = "api_client";

    public async Task<IReadOnlyList<ManagedClient>> ListAsync(CancellationToken cancellationToken) =>
        await Shown(context.ApiClients.OrderByDescending(client => client.Active).ThenBy(client => client.Name).ThenBy(client => client.Id)).ToListAsync(cancellationToken);

    public Task<ManagedClient?> GetAsync(Guid id, CancellationToken cancellationToken) => Shown(context.ApiClients.Where(client => client.Id == id)).SingleOrDefaultAsync(cancellationToken);

    public async Task<bool> AddAsync(ManagedClient client, ClientSecret secret, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);

        // One after the other, so that they stay within the bound.
        await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({$"{Entity} {operation.Tenant}"}, 0))", cancellationToken);
        if (await context.ApiClients.CountAsync(cancellationToken) >= ClientRules.PerTenant)
        {
            return false;
        }

        context.ApiClients.Add(new ApiClientRecord
        {
            Id = client.Id, ClientId = client.ClientId, Name = client.Name, Scopes = [.. client.Scopes], RateLimited = client.RateLimited, CreatedAt = client.CreatedAt,
        });
        context.ApiClientDirectory.Add(new ApiClientDirectoryEntry { ClientId = client.ClientId, TenantId = operation.Tenant, ApiClientId = client.Id });
        Add(client.Id, secret, client.CreatedAt);
        await context.SaveChangesAsync(cancellationToken);
        await AuditAsync(AuditActions.ClientAdded, client.Id, null, ForAudit(client.Name, client.Scopes, client.RateLimited), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public Task<bool> ChangeAsync(Guid id, ClientDraft draft, CancellationToken cancellationToken) => ActAsync(id, AuditActions.ClientChanged, async client =>
    {
        var before = ForAudit(client.Name, client.Scopes, client.RateLimited);
        var changesTokens = client.RateLimited != draft.RateLimited || !client.Scopes.ToHashSet(StringComparer.Ordinal).SetEquals(draft.Scopes);
        (client.Name, client.Scopes, client.RateLimited) = (draft.Name, [.. draft.Scopes], draft.RateLimited);
        if (changesTokens)
        {
            await EndTokensAsync(id, cancellationToken);
        }

        return (before, ForAudit(draft.Name, draft.Scopes, draft.RateLimited));
    }, cancellationToken);

    public Task<bool> RotateAsync(Guid id, ClientSecret secret, DateTimeOffset? oldUntil, CancellationToken cancellationToken) => ActAsync(id, AuditActions.ClientSecretRotated, async client =>
    {
        if (!client.Active)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var known = await SecretsAsync(id, cancellationToken);
        var latest = oldUntil is null ? null : known.Where(one => one.ExpiresAt is null || one.ExpiresAt > now).OrderBy(one => one.ExpiresAt is null).ThenBy(one => one.CreatedAt).LastOrDefault();
        context.ApiClientSecrets.RemoveRange(known.Where(one => one != latest));
        if (latest is not null)
        {
            latest.ExpiresAt = oldUntil;
        }
        else
        {
            await EndTokensAsync(id, cancellationToken);
        }

        Add(id, secret, now);
        return (null, JsonSerializer.Serialize(new { oldSecretUntil = oldUntil }));
    }, cancellationToken);

    public Task<bool> EndOldSecretAsync(Guid id, CancellationToken cancellationToken) => ActAsync(id, AuditActions.ClientOldSecretEnded, async _ =>
    {
        var old = (await SecretsAsync(id, cancellationToken)).Where(one => one.ExpiresAt is not null).ToList();
        context.ApiClientSecrets.RemoveRange(old);
        if (old.Count == 0)
        {
            return null;
        }

        await EndTokensAsync(id, cancellationToken);
        return (null, null);
    }, cancellationToken);

    public Task<bool> RevokeAsync(Guid id, CancellationToken cancellationToken) => ActAsync(id, AuditActions.ClientRevoked, async client =>
    {
        if (!client.Active)
        {
            return null;
        }

        client.Active = false;
        context.ApiClientSecrets.RemoveRange(await SecretsAsync(id, cancellationToken));
        await EndTokensAsync(id, cancellationToken);
        return (null, null);
    }, cancellationToken);

    public Task<bool> RestoreAsync(Guid id, ClientSecret secret, CancellationToken cancellationToken) => ActAsync(id, AuditActions.ClientRestored, async client =>
    {
        if (client.Active)
        {
            return null;
        }

        // A client may have been switched off with its secrets kept, by hand.
        client.Active = true;
        context.ApiClientSecrets.RemoveRange(await SecretsAsync(id, cancellationToken));
        await EndTokensAsync(id, cancellationToken);
        Add(id, secret, clock.GetUtcNow());
        return (null, null);
    }, cancellationToken);

    /// <summary>One change of one client, alone with it, and its line in the audit log.</summary>
    /// <param name="change">Answers what the log says before and after; null: there was nothing to change.</param>
    private async Task<bool> ActAsync(Guid id, string action, Func<ApiClientRecord, Task<(string? Before, string? After)?>> change, CancellationToken cancellationToken)
    {
        await using (var transaction = await context.Database.BeginTransactionAsync(cancellationToken))
        {
            var client = await context.ApiClients.FromSql($"SELECT * FROM api_clients WHERE tenant_id = {operation.Tenant.Value} AND id = {id} FOR UPDATE").SingleOrDefaultAsync(cancellationToken);
            if (client is null || await change(client) is not { } told)
            {
                return false;
            }

            await context.SaveChangesAsync(cancellationToken);
            await AuditAsync(action, id, told.Before, told.After, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        // Here at once; elsewhere when what is remembered is two seconds old.
        revocations.ForgetAll();
        return true;
    }

    private IQueryable<ManagedClient> Shown(IQueryable<ApiClientRecord> clients)
    {
        var now = clock.GetUtcNow();
        return clients.AsNoTracking().Select(client => new ManagedClient(client.Id, client.ClientId, client.Name, client.Scopes, client.RateLimited, client.Active)
        {
            CreatedAt = client.CreatedAt,
            LastUsedAt = client.LastUsedAt,
            OldSecretUntil = context.ApiClientSecrets.Where(secret => secret.ApiClientId == client.Id && secret.ExpiresAt > now).Max(secret => secret.ExpiresAt),
        });
    }

    private Task<List<ApiClientSecretRecord>> SecretsAsync(Guid id, CancellationToken cancellationToken) =>
        context.ApiClientSecrets.Where(secret => secret.ApiClientId == id).ToListAsync(cancellationToken);

    private void Add(Guid id, ClientSecret secret, DateTimeOffset now) =>
        context.ApiClientSecrets.Add(new ApiClientSecretRecord { ApiClientId = id, SecretHash = SecretHash.Of(secret.Reveal()), CreatedAt = now });

    /// <summary>The column is SQL's alone: every look-up of a token compares it, nothing else needs it.</summary>
    private Task<int> EndTokensAsync(Guid id, CancellationToken cancellationToken) => context.Database.ExecuteSqlAsync(
        $"UPDATE api_clients SET tokens_from = {clock.GetUtcNow()} WHERE tenant_id = {operation.Tenant.Value} AND id = {id}", cancellationToken);

    private Task AuditAsync(string action, Guid id, string? before, string? after, CancellationToken cancellationToken) =>
        audit.WriteAsync(new AuditEntry(action, Entity, id, before, after), cancellationToken);

    private static string ForAudit(string name, IReadOnlyList<string> scopes, bool rateLimited) => JsonSerializer.Serialize(new { name, scopes, rateLimited });
}
