using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Tenancy;

/// <summary>What a person says about a client; a new one or one that is there.</summary>
public sealed partial class ClientForm : DraftForm<ClientDraft>
{
    private static readonly string[] NameErrors = [ClientErrors.NameMissing, ClientErrors.NameTooLong];
    private static readonly string[] ScopeErrors = [ClientErrors.ScopesMissing, ClientErrors.ScopeUnknown];

    private string _name = "";
    private bool _rateLimited = true;

    [Inject]
    public required IStringLocalizer<ClientsText> Texts { get; init; }

    [Inject]
    public required ClientMessages Messages { get; init; }

    [Inject]
    public required RateLimits Limits { get; init; }

    protected override IEnumerable<string> FieldErrors => NameErrors.Concat(ScopeErrors);

    protected override IEnumerable<string> Show(ClientDraft draft)
    {
        (_name, _rateLimited) = (draft.Name, draft.RateLimited);
        return draft.Scopes;
    }

    protected override ClientDraft Filled() => new(_name, [.. Scopes.All.Where(Chosen.Contains)], _rateLimited);

    protected override string Sentence(Error error) => Messages.Refusal(error);
}
