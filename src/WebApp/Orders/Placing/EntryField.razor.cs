using Microsoft.AspNetCore.Components;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.WebApp.Imports;

namespace OrderPortal.WebApp.Orders.Placing;

/// <summary>A field of the order form, under its name in order files and with what imports would say of its value.</summary>
public sealed partial class EntryField : ComponentBase
{
    [Inject]
    public required ImportMessages Messages { get; init; }

    [Parameter, EditorRequired]
    public OrderEntry Entry { get; set; } = null!;

    [Parameter, EditorRequired]
    public ImportColumn Field { get; set; }

    /// <summary>Null for fields of the order.</summary>
    [Parameter]
    public NewOrderLine? Line { get; set; }

    /// <summary>Something was typed.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    /// <summary>A person went on to another field.</summary>
    [Parameter]
    public EventCallback OnLeft { get; set; }

    [Parameter]
    public bool Required { get; set; }

    [Parameter]
    public bool IsNumber { get; set; }

    [Parameter]
    public string Type { get; set; } = "text";

    [Parameter]
    public int Rows { get; set; } = 1;

    [Parameter]
    public string? List { get; set; }

    [Parameter]
    public string? Hint { get; set; }

    [Parameter]
    public string? Class { get; set; }

    /// <summary>Options of a choice.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    private EntryKey Key => new(Field, Line?.Key);

    private string Label => ImportMessages.ColumnName(Field);

    private string? Lang => IsNumber || Type != "text" || Field is ImportColumn.CustomerEmail or ImportColumn.CustomerPhone or ImportColumn.PostalCode ? null : "ja";

    private OrderProblem? Problem => Entry.ProblemOf(Field, Line);

    private string? Error => Problem is { Severity: ProblemSeverity.Error } error ? Messages.Sentence(error) : null;

    private string? Warning => Problem is { Severity: ProblemSeverity.Warning } warning ? Messages.Sentence(warning) : null;

    private Task SetAsync(string text)
    {
        Entry.Set(Field, Line, text);
        return OnChanged.InvokeAsync();
    }

    private Task LeaveAsync()
    {
        Entry.Leave(Field, Line);
        return OnLeft.InvokeAsync();
    }
}
