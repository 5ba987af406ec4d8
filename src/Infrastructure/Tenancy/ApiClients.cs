using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Tenancy;

/// <inheritdoc cref="IApiClients"/>
internal sealed class ApiClients(
    OrderPortalDbContext context, OperationContext operation, SecretAttempts attempts, TokenRevocations revocations, IAuditLog audit, DemoAccess demo,
    TimeProvider clock) : IApiClients
{
    private static readonly byte[] NobodysHash = SecretHash.Of(ClientSecret.New().Reveal());
    private static readonly Error InvalidClient = new("invalid_client");

    public async Task<Result<ApiClient>> AuthenticateAsync(string clientId, string secret, CancellationToken cancellationToken)
    {
        var caller = $"{operation.SourceAddress}|client|{clientId}";
        if (attempts.IsBlocked(caller))
        {
            return new Error("rate_limited");
        }

        var entry = await context.ApiClientDirectory.AsNoTracking().SingleOrDefaultAsync(e => e.ClientId == clientId, cancellationToken);
        ApiClientRecord? client = null;
        List<byte[]> hashes = [];
        if (entry is not null && !demo.RefusesClient(clientId))
        {
            var now = clock.GetUtcNow();
            operation.Begin(entry.TenantId, Actor.System);
            client = await context.ApiClients.AsNoTracking().SingleOrDefaultAsync(c => c.Id == entry.ApiClientId && c.Active, cancellationToken);
            hashes = await context.ApiClientSecrets.Where(s => s.ApiClientId == entry.ApiClientId && (s.ExpiresAt == null || s.ExpiresAt > now))
                .Select(s => s.SecretHash).ToListAsync(cancellationToken);
        }

        var fits = false;
        foreach (var hash in client is null || hashes.Count == 0 ? [NobodysHash] : hashes)
        {
            fits |= SecretHash.Fits(secret, hash);
        }

        if (client is null || !fits)
        {
            attempts.Failed(caller);
            await audit.WriteAsync(new AuditEntry(AuditActions.TokenIssued, "api_client", entry?.ApiClientId, Result: AuditResult.Denied), cancellationToken);
            return InvalidClient;
        }

        operation.Begin(client.TenantId, new Actor(ActorKind.ApiClient, client.Id, client.Name));
        return new ApiClient(client.TenantId, client.Id, client.ClientId, client.Name, client.Scopes, client.RateLimited);
    }

    public Task TokenIssuedAsync(Guid tokenId, IReadOnlyList<string> scopes, CancellationToken cancellationToken) => audit.WriteAsync(
        new AuditEntry(AuditActions.TokenIssued, "api_token", tokenId, After: JsonSerializer.Serialize(new { scopes })), cancellationToken);

    public async Task RevokeAsync(Guid tokenId, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await context.Database.ExecuteSqlAsync(
            $"""
             WITH expired AS (DELETE FROM revoked_tokens WHERE tenant_id = {operation.Tenant.Value} AND expires_at < {now})
             INSERT INTO revoked_tokens (tenant_id, token_id, expires_at, revoked_at) VALUES ({operation.Tenant.Value}, {tokenId}, {expiresAt}, {now}) ON CONFLICT DO NOTHING
             """,
            cancellationToken);
        revocations.Forget(tokenId);
        await audit.WriteAsync(new AuditEntry(AuditActions.TokenRevoked, "api_token", tokenId), cancellationToken);
    }
}
