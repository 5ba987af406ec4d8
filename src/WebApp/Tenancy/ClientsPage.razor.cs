using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Grid;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Tenancy;

/// <summary>The tenant's API clients.</summary>
public sealed partial class ClientsPage : ComponentBase
{
    /// <summary>By what the list can be sorted.</summary>
    internal static readonly RowSequences<ManagedClient> Sequences = new(("name", static client => client.Name), ("lastUsedAt", static client => client.LastUsedAt));

    [Inject]
    public required IStringLocalizer<ClientsText> Texts { get; init; }

    [Inject]
    public required ClientMessages Messages { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [SupplyParameterFromQuery]
    public string? Sort { get; set; }

    [PersistentState]
    public IReadOnlyList<ManagedClient>? Clients { get; set; }

    private IReadOnlyList<ManagedClient>? Sorted => Clients is null ? null : Sequences.Of(Clients, Sort);

    private string ExportHref => Sequences.Href(ClientsExport.Path, Sort);

    private ListLoad Load { get; } = new();

    protected override async Task OnInitializedAsync()
    {
        if (Clients is null)
        {
            await LoadAsync();
        }
    }

    private Task LoadAsync() => Load.RunAsync(
        async () => await Operations.RunAsync<ManageApiClients, IReadOnlyList<ManagedClient>>((await Authentication).User, static (clients, ct) => clients.ListAsync(ct)),
        clients => Clients = clients);
}
