using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Notifications.Webhooks;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Auditing;
using OrderPortal.Infrastructure.Notifications.Notices;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Notifications.Webhooks;

/// <summary>An endpoint as a call needs it.</summary>
/// <param name="Secrets">The current one, and the one before while it is accepted.</param>
/// <param name="OffCode">Why nothing is sent to it; null: something is.</param>
public sealed record WebhookTarget(TenantId Tenant, Guid Id, Uri Url, IReadOnlyList<WebhookSecret> Secrets, string? OffCode, WebhookHealth Health);

/// <summary>What senders ask of an endpoint and write about it.</summary>
public sealed class WebhookTargetStore(TenantConnections connections, FieldCipher cipher, TimeProvider clock)
{
    /// <summary>As long as a trial may take; a little apart, so that those that wait for it do not come all at once.</summary>
    private static TimeSpan Trial => TimeSpan.FromSeconds(12 + (5 * Random.Shared.NextDouble()));

    private static readonly TimeSpan PutOffInterval = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _putOff = new();

    private const string Columns = "url, secret_encrypted, previous_secret_encrypted, previous_secret_until, enabled, deleted_at, disabled_code, failures, failing_since, rests_until";

    /// <summary>The endpoint, for one message. Of those that come when a rest is over only the first gets it.</summary>
    /// <returns>How long to wait for it; null: it can be called, or there is nothing to wait for.</returns>
    public async Task<(WebhookTarget? Target, TimeSpan? Wait)> TakeAsync(TenantId tenant, Guid endpoint, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(tenant, cancellationToken);
        if (await ReadAsync(connection, tenant, endpoint, "", cancellationToken) is not { } target)
        {
            return (null, null);
        }

        var now = clock.GetUtcNow();
        if (target.OffCode is not null || target.Health is { IsOnTrial: false, RestsUntil: null })
        {
            return (target, null);
        }

        if (target.Health.RestsUntil is { } until && until > now)
        {
            await PutOffAsync(connection, target, until, now, cancellationToken);
            return (target, until - now + TimeSpan.FromSeconds(5 * Random.Shared.NextDouble()));
        }

        return target.Health.IsOnTrial && !await BeginTrialAsync(connection, target, now, cancellationToken) ? (target, Trial) : (target, null);
    }

    /// <summary>What a call tells of the endpoint: that it is well, is to rest, or is to be turned off.</summary>
    public async Task RecordAsync(WebhookTarget called, WebhookAnswer answer, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (called.Health == WebhookHealth.Good && answer.Verdict == WebhookVerdict.Delivered)
        {
            return;
        }

        await using var connection = await connections.OpenAsync(called.Tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await ReadAsync(connection, called.Tenant, called.Id, "FOR UPDATE", cancellationToken) is not { } target || target.OffCode == WebhookErrors.Deleted)
        {
            return;
        }

        var health = target.Health.After(answer, now, out var disabledCode);
        await using var command = NotificationSql.Command(
            connection,
            "UPDATE webhook_endpoints SET failures = $3, failing_since = $4, rests_until = $5 WHERE tenant_id = $1 AND id = $2",
            called.Tenant.Value, called.Id, health.Failures, health.FailingSince, health.RestsUntil);
        await command.ExecuteNonQueryAsync(cancellationToken);
        if (disabledCode is not null && target.OffCode is null)
        {
            await TurnOffAsync(connection, transaction, target, disabledCode, cancellationToken);
        }
        else if (health.RestsUntil is { } until && until != target.Health.RestsUntil)
        {
            await WaitingDeliveries.PutOffAsync(connection, called.Tenant, called.Id, until, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<WebhookTarget?> ReadAsync(NpgsqlConnection connection, TenantId tenant, Guid endpoint, string locking, CancellationToken cancellationToken)
    {
        await using var command = NotificationSql.Command(connection, $"SELECT {Columns} FROM webhook_endpoints WHERE tenant_id = $1 AND id = $2 {locking}", tenant.Value, endpoint);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var isDeleted = !await reader.IsDBNullAsync(5, cancellationToken);
        var hasPrevious = await reader.ValueAsync<DateTimeOffset>(3, cancellationToken) > clock.GetUtcNow() && !await reader.IsDBNullAsync(2, cancellationToken);
        WebhookSecret[] secrets = isDeleted ? [] : hasPrevious ? [Secret(reader, 1), Secret(reader, 2)] : [Secret(reader, 1)];
        return new WebhookTarget(
            tenant, endpoint, new Uri(reader.GetString(0)), secrets,
            isDeleted ? WebhookErrors.Deleted : reader.GetBoolean(4) ? null : await reader.ObjectAsync<string>(6, cancellationToken) ?? WebhookErrors.Disabled,
            new WebhookHealth(reader.GetInt32(7), await reader.ValueAsync<DateTimeOffset>(8, cancellationToken), await reader.ValueAsync<DateTimeOffset>(9, cancellationToken)));
    }

    private WebhookSecret Secret(NpgsqlDataReader reader, int column) =>
        WebhookSecret.Read(cipher.Decrypt(reader.GetFieldValue<byte[]>(column), FieldContexts.WebhookSecret))
            ?? throw new InvalidOperationException("What is stored as a webhook's secret is none.");

    /// <returns>False: another message is the trial.</returns>
    private async Task<bool> BeginTrialAsync(NpgsqlConnection connection, WebhookTarget target, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var until = now + Trial;
        await using var command = NotificationSql.Command(
            connection,
            "UPDATE webhook_endpoints SET rests_until = $3 WHERE tenant_id = $1 AND id = $2 AND rests_until IS NOT DISTINCT FROM $4",
            target.Tenant.Value, target.Id, until, target.Health.RestsUntil);
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            return false;
        }

        await PutOffAsync(connection, target, until, now, cancellationToken);
        return true;
    }

    /// <summary>All at once, and not for each of thousands that are due: one after the other they would keep those of other endpoints waiting.</summary>
    private async Task PutOffAsync(NpgsqlConnection connection, WebhookTarget target, DateTimeOffset until, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!_putOff.TryGetValue(target.Id, out var last) || now - last > PutOffInterval)
        {
            _putOff[target.Id] = now;
            await WaitingDeliveries.PutOffAsync(connection, target.Tenant, target.Id, until, cancellationToken);
        }
    }

    private static async Task TurnOffAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, WebhookTarget target, string code, CancellationToken cancellationToken)
    {
        await using var command = NotificationSql.Command(
            connection, "UPDATE webhook_endpoints SET enabled = false, disabled_code = $3 WHERE tenant_id = $1 AND id = $2", target.Tenant.Value, target.Id, code);
        await command.ExecuteNonQueryAsync(cancellationToken);
        await WaitingDeliveries.GiveUpAsync(connection, target.Tenant, target.Id, code, cancellationToken);
        await PortalNoticeStore.WriteAsync(
            connection, target.Tenant, Guid.CreateVersion7(), code == WebhookErrors.Gone ? NoticeCodes.WebhookGone : NoticeCodes.WebhookFailing, [target.Url.Host],
            string.Create(CultureInfo.InvariantCulture, $"/settings/webhooks/{target.Id}"), Permissions.WebhooksWrite, cancellationToken);

        var operation = new OperationContext();
        operation.Begin(target.Tenant, Actor.System);
        await AuditLog.WriteAsync(
            connection, transaction, operation,
            new AuditEntry(AuditActions.WebhookChanged, WebhookEndpointStore.Entity, target.Id, JsonSerializer.Serialize(new { enabled = true }), JsonSerializer.Serialize(new { enabled = false, code })), cancellationToken);
    }
}
