using OrderPortal.Domain.Orders;

namespace OrderPortal.Domain.Imports;

/// <summary>Three different things that "no value" can mean, and a value that could not be read.</summary>
public enum CellPresence
{
    /// <summary>The file has no such column.</summary>
    Absent,
    Blank,
    Given,

    /// <summary>Something stands there that is no value; a problem says why.</summary>
    Faulty,
}

/// <summary>One data row, understood as far as it could be. Values are set only where <see cref="PresenceOf"/> says Given.</summary>
public sealed class OrderRow
{
    private readonly ColumnSet _mapped;
    private List<ImportProblem>? _problems;

    internal OrderRow(FileRow file, ColumnSet mapped, string? orderNumber)
    {
        File = file;
        _mapped = mapped;
        OrderNumber = orderNumber;
    }

    public FileRow File { get; }

    public int Number => File.Number;

    /// <summary>Normalised; the one of the row above where the cell is blank on a continuation row; null where there is none at all.</summary>
    public string? OrderNumber { get; }

    /// <summary>In Japan Standard Time.</summary>
    public DateTimeOffset OrderedAt { get; internal set; }

    public string? CustomerCode { get; internal set; }

    public string? CustomerName { get; internal set; }

    public string? CustomerEmail { get; internal set; }

    public string? CustomerPhone { get; internal set; }

    public string? PostalCode { get; internal set; }

    public string? Prefecture { get; internal set; }

    public string? City { get; internal set; }

    public string? AddressLine1 { get; internal set; }

    public string? AddressLine2 { get; internal set; }

    public string? ProductCode { get; internal set; }

    /// <summary>From the file, else from the catalogue, else the product code.</summary>
    public string? ProductName { get; internal set; }

    public int Quantity { get; internal set; }

    /// <summary>Yen.</summary>
    public long UnitPrice { get; internal set; }

    /// <summary>From the file, else from the catalogue, else 10%.</summary>
    public TaxRate TaxRate { get; internal set; } = TaxRate.Standard;

    /// <summary>Yen.</summary>
    public long Discount { get; internal set; }

    /// <summary>Yen.</summary>
    public long ShippingFee { get; internal set; }

    public PaymentMethod PaymentMethod { get; internal set; }

    /// <summary>Null also where the cell asks for no date (指定なし, 最短).</summary>
    public DateOnly? DeliveryDate { get; internal set; }

    public string? DeliveryTime { get; internal set; }

    public string? Note { get; internal set; }

    public string? Group { get; internal set; }

    /// <summary>In the order of the columns; all of them.</summary>
    public IReadOnlyList<ImportProblem> Problems => _problems is null ? [] : _problems;

    public bool HasError { get; private set; }

    internal bool HasProblems => _problems is not null;

    internal ColumnSet Given { get; private set; }

    internal ColumnSet Faulty { get; private set; }

    /// <summary>True where the column has a value that could be read.</summary>
    public bool Has(ImportColumn column) => Given.Has(column);

    public CellPresence PresenceOf(ImportColumn column) =>
        Faulty.Has(column) ? CellPresence.Faulty
        : Given.Has(column) ? CellPresence.Given
        : _mapped.Has(column) ? CellPresence.Blank
        : CellPresence.Absent;

    internal void Give(ImportColumn column) => Given = Given.With(column);

    internal void Spoil(ImportColumn column) => Faulty = Faulty.With(column);

    internal void Add(ImportColumn? column, string code, ProblemSeverity severity, string? value, IReadOnlyList<string> arguments)
    {
        HasError |= severity == ProblemSeverity.Error;
        (_problems ??= new List<ImportProblem>(2)).Add(
            new ImportProblem(Number, column, code, severity, value is null ? null : ProblemText.Shorten(value), arguments));
    }
}
