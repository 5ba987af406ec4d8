using OrderPortal.Domain.Imports;

namespace OrderPortal.WebApp.Orders.Placing;

/// <summary>What a person has typed of an order so far, as it was typed.</summary>
public sealed class NewOrderForm
{
    /// <summary>Fields of the order; one that is missing is blank.</summary>
    public IDictionary<ImportColumn, string> Fields { get; set; } = new Dictionary<ImportColumn, string>();

    public IList<NewOrderLine> Lines { get; set; } = [new()];

    /// <summary>Number of the last line that was added; lines keep theirs, so that what is said of one stays with it.</summary>
    public int LastLine { get; set; }

    /// <summary>True: prices, shipping and discount are typed with their tax.</summary>
    public bool TaxIncluded { get; set; }
}

/// <summary>A line as it was typed.</summary>
public sealed class NewOrderLine
{
    public int Key { get; set; }

    /// <inheritdoc cref="NewOrderForm.Fields"/>
    public IDictionary<ImportColumn, string> Fields { get; set; } = new Dictionary<ImportColumn, string> { [ImportColumn.TaxRate] = "10" };

    public string Text(ImportColumn column) => Fields.TryGetValue(column, out var text) ? text : "";

    /// <summary>True where nothing was typed: such a line is no line. A tax rate alone says nothing.</summary>
    public bool IsBlank => Fields.All(static pair => pair.Key == ImportColumn.TaxRate || string.IsNullOrWhiteSpace(pair.Value));
}
