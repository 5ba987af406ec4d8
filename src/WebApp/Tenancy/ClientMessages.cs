using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.WebApp.Tenancy;

/// <summary>Scopes and refusals in the reader's language.</summary>
public sealed class ClientMessages(IStringLocalizer<ClientsText> texts)
{
    /// <param name="error">One of <see cref="ClientErrors"/> or <c>forbidden</c>; anything else: somebody was faster.</param>
    public string Refusal(Error error) => texts[
        error.Code switch
        {
            ClientErrors.NameMissing => nameof(ClientsText.ErrorNameMissing),
            ClientErrors.NameTooLong => nameof(ClientsText.ErrorNameTooLong),
            ClientErrors.ScopesMissing => nameof(ClientsText.ErrorScopesMissing),
            ClientErrors.ScopeUnknown => nameof(ClientsText.ErrorScopeUnknown),
            ClientErrors.TooMany => nameof(ClientsText.ErrorTooMany),
            "forbidden" => nameof(ClientsText.ErrorForbidden),
            _ => nameof(ClientsText.ErrorChanged),
        },
        [.. error.Arguments]];

    /// <param name="scope">One of <see cref="Scopes"/>.</param>
    public string ScopeName(string scope) => texts[scope switch
    {
        Scopes.OrdersRead => nameof(ClientsText.ScopeOrdersRead),
        Scopes.OrdersWrite => nameof(ClientsText.ScopeOrdersWrite),
        Scopes.ImportsRead => nameof(ClientsText.ScopeImportsRead),
        Scopes.ImportsWrite => nameof(ClientsText.ScopeImportsWrite),
        Scopes.PaymentsRead => nameof(ClientsText.ScopePaymentsRead),
        Scopes.PaymentsWrite => nameof(ClientsText.ScopePaymentsWrite),
        Scopes.NotificationsRead => nameof(ClientsText.ScopeNotificationsRead),
        Scopes.Admin => nameof(ClientsText.ScopeAdmin),
        _ => scope,
    }];

    public string ScopeNames(IReadOnlyList<string> scopes) =>
        scopes.Count == Scopes.All.Count ? texts[nameof(ClientsText.ScopesAll)] : string.Join(texts[nameof(ClientsText.Separator)].Value, scopes.Select(ScopeName));

    /// <param name="hours">One of <see cref="ClientRules.OverlapHours"/>.</param>
    public string Overlap(int hours) => hours switch
    {
        0 => texts[nameof(ClientsText.OverlapNone)],
        1 => texts[nameof(ClientsText.OverlapHour)],
        > 24 => texts[nameof(ClientsText.OverlapDays), hours / 24],
        _ => texts[nameof(ClientsText.OverlapHours), hours],
    };
}
