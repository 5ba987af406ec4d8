using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Imports;

/// <summary>The first orders that an import made, with the way to all of them.</summary>
public sealed partial class ImportOrdersCard : ComponentBase
{
    private const int PageSize = 50;
    private (ImportId, ImportStatus)? _shown;
    private IReadOnlyList<OrderListItem>? _orders;
    private bool _more;

    [Inject]
    public required IStringLocalizer<ImportsText> Texts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Parameter, EditorRequired]
    public ImportSnapshot Import { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        var wanted = (Import.Id, Import.Status);
        if (_shown == wanted)
        {
            return;
        }

        _shown = wanted;
        var page = await Operations.RunAsync<IOrderQueries, Page<OrderListItem>>(
            (await Authentication).User, (orders, ct) => orders.ListAsync(new OrderFilter { Import = Import.Id }, PageSize, null, ct));
        _orders = page.Items;
        _more = page.Next is not null;
    }
}
