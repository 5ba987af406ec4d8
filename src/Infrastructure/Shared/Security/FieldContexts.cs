namespace OrderPortal.Infrastructure.Shared.Security;

/// <summary>Contexts of encrypted values: table and column. Never rename one: what was stored under it would not decrypt.</summary>
public static class FieldContexts
{
    public const string UserEmail = "users.email";
    public const string UserDisplayName = "users.display_name";
    public const string UserPhone = "users.phone";
    public const string UserToken = "user_tokens.value";
    public const string SessionSourceAddress = "user_sessions.source_address";
    public const string SessionDevice = "user_sessions.device";
    public const string OrderCustomerName = "orders.customer_name";
    public const string OrderCustomerEmail = "orders.customer_email";
    public const string OrderCustomerPhone = "orders.customer_phone";
    public const string OrderShippingAddress = "orders.shipping_address";
    public const string OrderNote = "orders.note";
    public const string CustomerName = "customers.name";
    public const string CustomerEmail = "customers.email";
    public const string CustomerPhone = "customers.phone";
    public const string ImportProblemDetail = "import_problems.detail";
    public const string ImportEditValue = "import_edits.value";
    public const string ImportUpdateBefore = "import_updates.before";
    public const string ChargeVoucher = "charges.voucher";
    public const string NotificationRecipient = "notifications.recipient";
    public const string NotificationContent = "notifications.content";
    public const string NotificationAnswer = "notification_attempts.answer";
    public const string DevMail = "dev_mails.mail";
    public const string WebhookSecret = "webhook_endpoints.secret";
    public const string DataProtectionKey = "data_protection_keys.xml";

    /// <summary>Binds one chunk of a stored file to its place, so that chunks cannot be swapped.</summary>
    public static byte[] FileChunk(Guid file, int number)
    {
        var context = new byte[20];
        file.TryWriteBytes(context, bigEndian: true, out _);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(context.AsSpan(16), number);
        return context;
    }

    /// <summary>Binds a kept answer to the caller's key that it belongs to.</summary>
    public static byte[] IdempotentAnswer(Guid tenant, Guid caller, string key) =>
        System.Text.Encoding.UTF8.GetBytes($"idempotency_keys.answer:{tenant:N}:{caller:N}:{key}");
}
