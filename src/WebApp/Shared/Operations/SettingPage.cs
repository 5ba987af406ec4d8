using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Shared.Operations;

/// <summary>The page of one thing that is set up for programs and has a secret, such as an API client or a webhook: shown, changed, acted on, each act said in a banner.</summary>
/// <typeparam name="TThing">As it is stored.</typeparam>
/// <typeparam name="TDraft">What a person fills in.</typeparam>
public abstract class SettingPage<TThing, TDraft> : ComponentBase
    where TThing : class
    where TDraft : class
{
    [Inject]
    public required OperationRunner Operations { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Parameter]
    public Guid Id { get; set; }

    /// <summary>Null: there is none such.</summary>
    [PersistentState]
    public TThing? Thing { get; set; }

    /// <summary>What the form shows; stays while somebody types.</summary>
    protected TDraft? Draft { get; private set; }

    /// <summary>Why the draft was refused.</summary>
    protected IReadOnlyList<Error> Errors { get; private set; } = [];

    protected (Tone Tone, string Text)? Said { get; set; }

    /// <summary>Shown once, and then no more.</summary>
    protected string? Secret { get; set; }

    /// <summary>Needed to do anything here.</summary>
    protected abstract string Permission { get; }

    protected abstract string SavedText { get; }

    protected abstract Guid IdOf(TThing thing);

    protected abstract TDraft DraftOf(TThing thing);

    protected abstract Task<TThing?> FindAsync(IServiceProvider services, Guid id, CancellationToken cancellationToken);

    protected abstract string Sentence(Error error);

    protected override async Task OnParametersSetAsync()
    {
        if (Thing is null || IdOf(Thing) != Id)
        {
            await ReloadAsync();
        }

        ShowInForm();
    }

    /// <summary>What is being typed stays.</summary>
    protected virtual async Task ReloadAsync() => Thing = await Operations.RunAsync((await Authentication).User, (services, ct) => FindAsync(services, Id, ct));

    /// <summary>What became of a draft: saved as a thing, refused for errors, or without both gone meanwhile.</summary>
    protected void Conclude(TThing? saved, IReadOnlyList<Error> errors)
    {
        Errors = errors;
        if (saved is not null)
        {
            (Thing, Draft) = (saved, null);
            ShowInForm();
            Said = (Tone.Success, SavedText);
        }
        else if (errors.Count == 0)
        {
            Refuse(new Error("not_found"));
        }
    }

    protected void Refuse(Error error) => Said = (Tone.Danger, Sentence(error));

    /// <summary>The server's own look at the permission: what is shown may be older than the role. Default: refused, and said so.</summary>
    protected async Task<T?> ActAsync<TService, T>(Func<TService, CancellationToken, Task<T>> act)
        where TService : notnull
    {
        var user = (await Authentication).User;
        if (PortalClaims.Has(user, Permission))
        {
            return await Operations.RunAsync(user, act);
        }

        Errors = [];
        Refuse(new Error("forbidden"));
        return default;
    }

    private void ShowInForm() => Draft = Thing is null || Draft is not null ? Draft : DraftOf(Thing);
}
