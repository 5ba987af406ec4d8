using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Shared;

namespace OrderPortal.WebApp.Notifications;

/// <summary>Says what is wrong with an endpoint or a delivery in the reader's language.</summary>
public sealed class WebhookMessages(IStringLocalizer<WebhooksText> texts)
{
    private const string Prefix = "webhook_";

    /// <summary>Why something was refused.</summary>
    public string Refusal(Error error) => Find("Error", error.Code, [.. error.Arguments]) ?? texts[nameof(WebhooksText.ErrorNotFound)];

    /// <summary>Why a delivery did not arrive.</summary>
    /// <param name="status">HTTP status of the answer, where there was one.</param>
    public string Failure(string code, int? status) => Find("Failure", code, status ?? 0) ?? texts[nameof(WebhooksText.FailureUnknown), code];

    /// <summary>What an event is called; null: a test.</summary>
    public string EventName(string? type) => Find("Type", type ?? "test") ?? type!;

    /// <summary>The heading over events of one kind.</summary>
    /// <param name="kind">What stands before the full stop in their type.</param>
    public string GroupName(string kind) => Find("Group", kind) ?? kind;

    private string? Find(string kind, string code, params object[] arguments)
    {
        var words = (code.StartsWith(Prefix, StringComparison.Ordinal) ? code[Prefix.Length..] : code).Split('_', '.');
        var text = texts[kind + string.Concat(words.Select(static word => word.Length == 0 ? "" : char.ToUpperInvariant(word[0]) + word[1..])), arguments];
        return text.ResourceNotFound ? null : text.Value;
    }
}
