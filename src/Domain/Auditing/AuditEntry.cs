using System.Text.Json;
using System.Text.Json.Serialization;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Auditing;

/// <summary>How an audited act ended. Stored as its number.</summary>
public enum AuditResult : short
{
    Success = 1,

    /// <summary>Refused for lack of a permission, or by a wrong secret.</summary>
    Denied = 2,

    /// <summary>Tried and failed.</summary>
    Failed = 3,
}

/// <summary>
/// One line of the audit log. Who, tenant, address, agent, session and correlation come from the operation; the time, the
/// number and the hash chain from the database.
/// </summary>
/// <param name="Action">One of <see cref="AuditActions"/>.</param>
/// <param name="EntityType">What was touched, e.g. <c>order</c>; null where nothing in particular was.</param>
/// <param name="EntityId">Its id.</param>
/// <param name="Before">JSON object of the changed fields before, personal values masked; null where nothing changed.</param>
/// <param name="After">JSON object of the changed fields after, personal values masked.</param>
public sealed record AuditEntry(
    string Action, string? EntityType = null, Guid? EntityId = null, string? Before = null, string? After = null, AuditResult Result = AuditResult.Success);

/// <summary>A line of the audit log about one thing, as its history shows it.</summary>
/// <param name="ActorName">As people read it at the time.</param>
/// <param name="After">JSON object, or null; see <see cref="AuditEntry"/>.</param>
public sealed record AuditEvent(DateTimeOffset OccurredAt, long Number, string Action, AuditResult Result, ActorKind ActorKind, string ActorName, string? After);

/// <summary>Stable names of what is audited; features add theirs here.</summary>
public static class AuditActions
{
    public const string SignIn = "tenancy.sign_in";
    public const string SignOut = "tenancy.sign_out";

    /// <summary>The password was right; what became of it the entries after this say.</summary>
    public const string CodeWanted = "tenancy.code_wanted";
    public const string RecoveryCodeUsed = "tenancy.recovery_code_used";
    public const string RecoveryCodesRenewed = "tenancy.recovery_codes_renewed";
    public const string TwoFactorTurnedOn = "tenancy.two_factor_turned_on";
    public const string TwoFactorTurnedOff = "tenancy.two_factor_turned_off";
    public const string PasswordChanged = "tenancy.password_changed";

    /// <summary>A signed-in person did not know the password, or had no code, for what they asked.</summary>
    public const string ProofRefused = "tenancy.proof_refused";
    public const string AccountRenamed = "tenancy.account_renamed";
    public const string PreferencesChanged = "tenancy.preferences_changed";
    public const string SessionsEnded = "tenancy.sessions_ended";
    public const string TokenIssued = "tenancy.token_issued";
    public const string TokenRevoked = "tenancy.token_revoked";
    public const string ClientAdded = "tenancy.client_added";
    public const string ClientChanged = "tenancy.client_changed";
    public const string ClientSecretRotated = "tenancy.client_secret_rotated";
    public const string ClientOldSecretEnded = "tenancy.client_old_secret_ended";
    public const string ClientRevoked = "tenancy.client_revoked";
    public const string ClientRestored = "tenancy.client_restored";
    public const string UserInvited = "tenancy.user_invited";
    public const string UserChanged = "tenancy.user_changed";
    public const string UserDisabled = "tenancy.user_disabled";
    public const string UserEnabled = "tenancy.user_enabled";
    public const string UserUnlocked = "tenancy.user_unlocked";
    public const string UserLinkSent = "tenancy.user_link_sent";
    public const string UserTwoFactorReset = "tenancy.user_two_factor_reset";
    public const string PasswordLinkAsked = "tenancy.password_link_asked";
    public const string PasswordSet = "tenancy.password_set";
    public const string PermissionDenied = "tenancy.permission_denied";
    public const string ImportRefused = "imports.refused";
    public const string ImportStarted = "imports.started";
    public const string ImportFinished = "imports.finished";
    public const string ImportPaused = "imports.paused";
    public const string ImportResumed = "imports.resumed";
    public const string ImportCancelled = "imports.cancelled";
    public const string ImportConfirmed = "imports.confirmed";
    public const string ImportUndoRequested = "imports.undo_requested";
    public const string ImportUndone = "imports.undone";
    public const string ReportDownloaded = "imports.report_downloaded";
    public const string MappingProfileSaved = "imports.profile_saved";
    public const string MappingProfileRenamed = "imports.profile_renamed";
    public const string MappingProfileDeleted = "imports.profile_deleted";
    public const string ValueRuleSet = "imports.value_rule_set";
    public const string ValueRuleRemoved = "imports.value_rule_removed";
    public const string OrdersViewed = "orders.viewed";
    public const string OrdersCreated = "orders.created";
    public const string OrdersExported = "orders.exported";
    public const string OrderStatusChanged = "orders.status_changed";
    public const string SettlementStarted = "payments.settlement_started";
    public const string ChargesRetried = "payments.charges_retried";
    public const string ChargesCancelled = "payments.charges_cancelled";
    public const string RefundRequested = "payments.refund_requested";
    public const string NotificationsResent = "notifications.resent";
    public const string NotificationSettingsChanged = "notifications.settings_changed";
    public const string WebhookAdded = "notifications.webhook_added";
    public const string WebhookChanged = "notifications.webhook_changed";
    public const string WebhookDeleted = "notifications.webhook_deleted";
    public const string WebhookSecretRotated = "notifications.webhook_secret_rotated";
    public const string WebhookTested = "notifications.webhook_tested";
    public const string WebhookReplayed = "notifications.webhook_replayed";
    public const string ProductSaved = "catalog.product_saved";
    public const string CustomerSaved = "catalog.customer_saved";
    public const string CatalogImported = "catalog.imported";
    public const string CatalogExported = "catalog.exported";
    public const string ListExported = "lists.exported";
    public const string AuditChainChecked = "auditing.chain_checked";
    public const string JobPaused = "operations.job_paused";
    public const string JobResumed = "operations.job_resumed";
}

/// <summary>Masks personal values for <see cref="AuditEntry.Before"/> and <see cref="AuditEntry.After"/>.</summary>
public static class AuditMask
{
    /// <summary>Keeps the first character, so that a reader can tell two values apart, and hides length and rest.</summary>
    public static string? Personal(string? value) => string.IsNullOrEmpty(value) ? value : $"{char.ConvertFromUtf32(char.ConvertToUtf32(value, 0))}***";
}

/// <summary>How <see cref="AuditEntry.Before"/> and <see cref="AuditEntry.After"/> are written.</summary>
public static class AuditJson
{
    /// <summary>Names in camelCase; what is null is left out.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
}

/// <summary>Reads the audit log; always within the operation's tenant.</summary>
public interface IAuditTrail
{
    /// <summary>What was done with or by one thing, newest first.</summary>
    Task<IReadOnlyList<AuditEvent>> OfAsync(string entityType, Guid entityId, int limit, CancellationToken cancellationToken);
}

/// <summary>Writes the append-only audit log.</summary>
public interface IAuditLog
{
    /// <summary>
    /// Writes one entry for the current operation: in its open transaction, if there is one (then it stands or falls with it, and
    /// the tenant's other audit writers wait for its end, so write late in long transactions), else at once on its own.
    /// An operation without a tenant (sign-in of an unknown account) is written to the platform's own log.
    /// </summary>
    Task WriteAsync(AuditEntry entry, CancellationToken cancellationToken);
}
