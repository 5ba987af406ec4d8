using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Catalog;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Auth;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Catalog;

/// <summary>One entry of a catalogue, or the one that is to be added: shown, changed, saved.</summary>
/// <typeparam name="T">Product or customer.</typeparam>
public abstract class EntryPage<T> : ComponentBase
    where T : class
{
    private Guid? _shown;

    [Inject]
    public required IStringLocalizer<CatalogText> Texts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    /// <summary>Null: a new one.</summary>
    [Parameter]
    public Guid? Id { get; set; }

    [PersistentState]
    public T? Entry { get; set; }

    /// <summary>What the form shows.</summary>
    protected IReadOnlyDictionary<CatalogField, string> Values { get; private set; } = new Dictionary<CatalogField, string>();

    protected bool MayWrite { get; private set; }

    protected bool IsLoaded { get; private set; }

    /// <summary>There is none such, or nobody who may add one.</summary>
    protected bool IsMissing => IsLoaded && (Id is null ? !MayWrite : Entry is null);

    /// <summary>Address of the list.</summary>
    protected abstract string ListAddress { get; }

    protected abstract Guid IdOf(T entry);

    protected abstract Task<T?> FindAsync(IServiceProvider services, Guid id, CancellationToken cancellationToken);

    /// <param name="entry">As it was shown; null: a new one.</param>
    protected abstract Task<SaveOutcome> SaveAsync(IServiceProvider services, T? entry, IReadOnlyDictionary<CatalogField, string> fields, CancellationToken cancellationToken);

    /// <param name="entry">Null: what a new one begins with.</param>
    protected abstract IReadOnlyDictionary<CatalogField, string> Texted(T? entry);

    protected override async Task OnParametersSetAsync()
    {
        MayWrite = SignedInUser.From((await Authentication).User).May(Permissions.CatalogWrite);
        if (IsLoaded && _shown == Id)
        {
            // Nothing of what is being typed is taken back.
            return;
        }

        if (!IsLoaded && Entry is not null && IdOf(Entry) == Id)
        {
            Show();
        }
        else
        {
            await LoadAsync();
        }
    }

    protected async Task LoadAsync()
    {
        var user = (await Authentication).User;
        Entry = Id is { } id ? await Operations.RunAsync(user, (services, ct) => FindAsync(services, id, ct)) : null;
        Show();
    }

    protected async Task<SaveOutcome> SaveAsync(IReadOnlyDictionary<CatalogField, string> fields)
    {
        var outcome = await Operations.RunAsync((await Authentication).User, (services, ct) => SaveAsync(services, Entry, fields, ct));
        if (outcome.Id is { } id && Id is null)
        {
            Navigation.NavigateTo($"{ListAddress}/{id}");
        }
        else if (outcome.Id is not null)
        {
            await LoadAsync();
            StateHasChanged();
        }

        return outcome;
    }

    private void Show()
    {
        Values = Texted(Entry);
        (_shown, IsLoaded) = (Id, true);
    }
}
