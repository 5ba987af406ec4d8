using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.WebApp.Tenancy;

/// <summary>What a person says about a client; a new one or one that is there.</summary>
public sealed partial class ClientForm : ComponentBase
{
    private static readonly string[] NameErrors = [ClientErrors.NameMissing, ClientErrors.NameTooLong];
    private static readonly string[] ScopeErrors = [ClientErrors.ScopesMissing, ClientErrors.ScopeUnknown];

    private readonly HashSet<string> _scopes = new(StringComparer.Ordinal);
    private string _name = "";
    private bool _rateLimited = true;
    private bool _saving;
    private ClientDraft? _shown;

    [Inject]
    public required IStringLocalizer<ClientsText> Texts { get; init; }

    [Inject]
    public required ClientMessages Messages { get; init; }

    [Inject]
    public required RateLimits Limits { get; init; }

    /// <summary>What stands in the form at first, and again when it becomes another one; what is typed stays otherwise. Null: a new client.</summary>
    [Parameter]
    public ClientDraft? Draft { get; set; }

    /// <summary>Why it was refused.</summary>
    [Parameter]
    public IReadOnlyList<Error> Errors { get; set; } = [];

    [Parameter, EditorRequired]
    public string SaveText { get; set; } = "";

    [Parameter]
    public EventCallback<ClientDraft> OnSave { get; set; }

    /// <summary>Buttons left of the saving one.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    protected override void OnParametersSet()
    {
        if (Draft is null || ReferenceEquals(Draft, _shown))
        {
            return;
        }

        (_shown, _name, _rateLimited) = (Draft, Draft.Name, Draft.RateLimited);
        _scopes.Clear();
        _scopes.UnionWith(Draft.Scopes);
    }

    private void Choose(string scope, bool isChosen)
    {
        if (isChosen)
        {
            _scopes.Add(scope);
        }
        else
        {
            _scopes.Remove(scope);
        }
    }

    /// <summary>The first error of a field; of none of the fields for null.</summary>
    private string? Of(string[]? codes)
    {
        var found = Errors.FirstOrDefault(error => codes?.Contains(error.Code, StringComparer.Ordinal)
            ?? !NameErrors.Concat(ScopeErrors).Contains(error.Code, StringComparer.Ordinal));
        return found is null ? null : Messages.Refusal(found);
    }

    private async Task SaveAsync()
    {
        if (_saving)
        {
            return;
        }

        _saving = true;
        try
        {
            await OnSave.InvokeAsync(new ClientDraft(_name, [.. Scopes.All.Where(_scopes.Contains)], _rateLimited));
        }
        finally
        {
            _saving = false;
        }
    }
}
