using System.Reflection;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Auditing;

/// <summary>What the log says, in the reader's language.</summary>
public sealed class AuditWords(IStringLocalizer<AuditText> texts)
{
    /// <summary>All actions there are, in the sequence of their names.</summary>
    public static IReadOnlyList<string> Actions { get; } =
        [.. typeof(AuditActions).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!).Order(StringComparer.Ordinal)];

    /// <summary>Kinds of things that entries are about.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        "user", "api_client", "api_token", "tenant", "order", "import", "mapping_profile", "value_rule", "settlement", "charge", "notification", "webhook_endpoint", "product", "customer",
        "job", "audit_log", "endpoint", "dashboard",
    ];

    /// <summary>An action of a newer version is shown as it is.</summary>
    public string Action(string action) => Known("Action", action);

    /// <inheritdoc cref="Action"/>
    public string Kind(string kind) => Known("Kind", kind);

    public string Result(AuditResult result) => texts["Result" + result];

    public string Actor(ActorKind kind, string name) => kind == ActorKind.System ? texts[nameof(AuditText.ActorSystem)] : name;

    public static (Tone Tone, IconName Icon) Look(AuditResult result) => result switch
    {
        AuditResult.Success => (Tone.Neutral, IconName.Check),
        AuditResult.Denied => (Tone.Warning, IconName.Block),
        _ => (Tone.Danger, IconName.Error),
    };

    private string Known(string prefix, string name)
    {
        var text = texts[KeyOf(prefix, name)];
        return text.ResourceNotFound ? name : text;
    }

    /// <summary><c>tenancy.sign_in</c> → <c>ActionTenancySignIn</c>.</summary>
    private static string KeyOf(string prefix, string name) =>
        prefix + string.Concat(name.Split('.', '_').Where(word => word.Length > 0).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
