namespace OrderPortal.Domain.Tenancy;

/// <summary>The four roles of a tenant's users. Stored and compared by these names.</summary>
public static class Roles
{
    public const string Viewer = "viewer";
    public const string Operator = "operator";
    public const string Finance = "finance";
    public const string Administrator = "admin";

    public static IReadOnlyList<string> All { get; } = [Viewer, Operator, Finance, Administrator];
}

/// <summary>What an API client may be allowed, by the names of the OAuth scopes.</summary>
public static class Scopes
{
    public const string OrdersRead = "orders.read";
    public const string OrdersWrite = "orders.write";
    public const string ImportsRead = "imports.read";
    public const string ImportsWrite = "imports.write";
    public const string PaymentsRead = "payments.read";
    public const string PaymentsWrite = "payments.write";
    public const string NotificationsRead = "notifications.read";
    public const string Admin = "admin";

    public static IReadOnlyList<string> All { get; } =
        [OrdersRead, OrdersWrite, ImportsRead, ImportsWrite, PaymentsRead, PaymentsWrite, NotificationsRead, Admin];
}

/// <summary>
/// Names of the authorisation policies of pages and endpoints. A user passes by role, an API client by scope; see the
/// table in <see cref="ByRole"/>.
/// </summary>
public static class Permissions
{
    public const string OrdersRead = "orders:read";
    public const string OrdersWrite = "orders:write";
    public const string ImportsRead = "imports:read";
    public const string ImportsWrite = "imports:write";

    public const string PaymentsRead = "payments:read";

    /// <summary>To settle, retry, cancel and refund.</summary>
    public const string PaymentsWrite = "payments:write";
    public const string NotificationsRead = "notifications:read";

    /// <summary>To send again.</summary>
    public const string NotificationsWrite = "notifications:write";

    /// <summary>Products and customers.</summary>
    public const string CatalogRead = "catalog:read";

    /// <inheritdoc cref="CatalogRead"/>
    public const string CatalogWrite = "catalog:write";

    /// <summary>Webhook endpoints, and what the tenant's notifications are.</summary>
    public const string WebhooksWrite = "webhooks:write";

    /// <summary>API clients and their secrets.</summary>
    public const string ClientsWrite = "clients:write";

    /// <summary>To save, change and delete mapping profiles.</summary>
    public const string MappingsWrite = "mappings:write";

    /// <summary>People who sign in, and what they may.</summary>
    public const string UsersWrite = "users:write";

    /// <summary>To read, export and check the audit log.</summary>
    public const string AuditRead = "audit:read";

    /// <summary>State of the installation: health, instances, jobs, queues.</summary>
    public const string OperationsRead = "operations:read";

    /// <summary>To pause and resume jobs; only of the tenant that operates the installation.</summary>
    public const string OperationsWrite = "operations:write";

    /// <summary>Permission → the roles that have it and the scope that an API client needs for it.</summary>
    public static IReadOnlyDictionary<string, (IReadOnlyList<string> Roles, string Scope)> ByRole { get; } =
        new Dictionary<string, (IReadOnlyList<string> Roles, string Scope)>(StringComparer.Ordinal)
        {
            [OrdersRead] = (Roles.All, Scopes.OrdersRead),
            [OrdersWrite] = ([Roles.Operator, Roles.Administrator], Scopes.OrdersWrite),
            [ImportsRead] = (Roles.All, Scopes.ImportsRead),
            [ImportsWrite] = ([Roles.Operator, Roles.Administrator], Scopes.ImportsWrite),
            [PaymentsRead] = (Roles.All, Scopes.PaymentsRead),
            [PaymentsWrite] = ([Roles.Finance, Roles.Administrator], Scopes.PaymentsWrite),
            [NotificationsRead] = (Roles.All, Scopes.NotificationsRead),
            [NotificationsWrite] = ([Roles.Operator, Roles.Finance, Roles.Administrator], Scopes.Admin),
            [CatalogRead] = (Roles.All, Scopes.OrdersRead),
            [CatalogWrite] = ([Roles.Operator, Roles.Administrator], Scopes.OrdersWrite),
            [WebhooksWrite] = ([Roles.Administrator], Scopes.Admin),
            [ClientsWrite] = ([Roles.Administrator], Scopes.Admin),
            [MappingsWrite] = ([Roles.Administrator], Scopes.Admin),
            [UsersWrite] = ([Roles.Administrator], Scopes.Admin),
            [AuditRead] = ([Roles.Administrator], Scopes.Admin),
            [OperationsRead] = ([Roles.Administrator], Scopes.Admin),
            [OperationsWrite] = ([Roles.Administrator], Scopes.Admin),
        };
}
