using System.Data.Common;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using OrderPortal.Domain.Delivery;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Localization;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Orders.Placing;

/// <summary>One order by form. What was typed outlives a lost connection, and a refusal changes nothing of it.</summary>
public sealed partial class NewOrderPage : ComponentBase
{
    private const string SummaryId = "entry-errors";

    /// <summary>As carriers offer them; any other may be typed.</summary>
    private static readonly string[] Bands = ["午前中", "14:00〜16:00", "16:00〜18:00", "18:00〜20:00", "19:00〜21:00"];

    private OrderEntry? _entry;
    private string? _focus;
    private bool _hasPostalCodes;
    private bool _saving;
    private bool _failed;

    [Inject]
    public required IStringLocalizer<NewOrderText> Texts { get; init; }

    [Inject]
    public required IStringLocalizer<OrdersText> OrderTexts { get; init; }

    [Inject]
    public required ImportMessages Messages { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [PersistentState]
    public NewOrderForm? Form { get; set; }

    protected override async Task OnInitializedAsync()
    {
        var person = (await Authentication).User;
        var (settings, clock) = await Operations.RunAsync(person, async (services, ct) =>
        {
            _hasPostalCodes = await services.GetRequiredService<IPostalCodes>().AreLoadedAsync(ct);
            return (await services.GetRequiredService<ITenantSettings>().GetAsync(ct), services.GetRequiredService<TimeProvider>());
        });
        Form ??= new NewOrderForm { Fields = { [ImportColumn.PaymentMethod] = OrderNames.Of(settings.DefaultPaymentMethod) } };
        _entry = new OrderEntry(Form, settings, clock, ReaderClock.ZoneOf(person));
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_focus is { } id)
        {
            _focus = null;
            await FocusAsync(id);
        }
    }

    /// <summary>A part of the form has changed what all of it shows: sums, summary.</summary>
    private void Refresh() => StateHasChanged();

    private async Task SubmitAsync()
    {
        if (_saving || _entry is not { } entry)
        {
            return;
        }

        _failed = false;
        entry.LookAtAll();
        if (entry.Errors().Count > 0)
        {
            _focus = SummaryId;
            return;
        }

        _saving = true;
        try
        {
            await PlaceAsync(entry);
        }
        catch (DbException)
        {
            _failed = true;
            _focus = "entry-failed";
        }
        finally
        {
            _saving = false;
        }
    }

    private async Task PlaceAsync(OrderEntry entry)
    {
        var placed = await Operations.RunAsync<PlaceOrders, Result<OrderPlacements>>(
            (await Authentication).User, (place, ct) => place.ExecuteAsync(new PlaceOrdersRequest([entry.ToDraft()], OrderSource.Form), ct));
        var order = placed.Value.Items[0];
        if (order.Id is not null)
        {
            Navigation.NavigateTo(OrderPage.HrefOf(order.OrderNumber!));
            return;
        }

        entry.Refuse([.. order.Problems.Where(problem => problem.Severity == ProblemSeverity.Error)]);
        _focus = SummaryId;
    }

    private string SummaryTitle(int count) => count == 1 ? Texts[nameof(NewOrderText.SummaryTitleOne)] : Texts[nameof(NewOrderText.SummaryTitle), count];

    private string Say(EntryKey field, OrderProblem problem)
    {
        var name = ImportMessages.ColumnName(field.Field);
        return field.Line is { } line
            ? Texts[nameof(NewOrderText.SummaryLine), _entry!.Form.Lines.TakeWhile(one => one.Key != line).Count() + 1, name, Messages.Sentence(problem)]
            : Texts[nameof(NewOrderText.SummaryField), name, Messages.Sentence(problem)];
    }

    private async Task FocusAsync(string id)
    {
        await using var module = await Script.InvokeAsync<IJSObjectReference>("import", "/js/focus.js");
        await module.InvokeVoidAsync("element", id);
    }
}
