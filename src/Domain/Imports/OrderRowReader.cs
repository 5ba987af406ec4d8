using OrderPortal.Domain.Imports.Values;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Domain.Imports;

/// <summary>
/// Turns rows of a file into typed values and problems, all problems of a row at once. A row whose shape is wrong (cells missing or too many, a
/// quote never closed) gets that one problem: its values may stand in wrong columns, and complaints about them would mislead.
/// Not for several threads at once only because its catalogue may not be.
/// </summary>
public sealed class OrderRowReader
{
    private readonly IProductCatalog? _catalog;
    private readonly bool _isStrict;
    private readonly string?[] _lineDefaults = new string?[ImportColumns.TableLength];
    private readonly Dictionary<string, string>?[]? _rules;

    /// <param name="catalog">Must be there for tenants with strict product codes; fills names and rates for the others.</param>
    /// <exception cref="ArgumentException">A default cannot be read, or a strict tenant comes without a catalogue.</exception>
    public OrderRowReader(HeadingMap map, TenantSettings settings, ReadingOptions options, IProductCatalog? catalog)
    {
        if (catalog is null && !settings.FreeProductCodes)
        {
            throw new ArgumentException("Strict product codes need a catalogue.", nameof(catalog));
        }

        Map = map;
        Settings = settings;
        Options = options;
        _catalog = catalog;
        _isStrict = !settings.FreeProductCodes;
        _rules = ByColumn(options.Rules);
        Defaults = ReadDefaults(options);
    }

    public HeadingMap Map { get; }

    public TenantSettings Settings { get; }

    public ReadingOptions Options { get; }

    /// <summary>Order-level defaults of the options, read as a row would be.</summary>
    internal OrderRow Defaults { get; }

    /// <summary>Reads a row by itself, as a preview shows it: a blank order number is no problem here, since it may mean "as above".</summary>
    public OrderRow Read(FileRow row)
    {
        var number = CodeValue.Key(Map.CellOf(row.Cells, ImportColumn.OrderNumber));
        return Read(row, new RowKey(0, number.Length == 0 ? null : number, number.Length == 0 ? RowKeyKind.Continuation : RowKeyKind.Own));
    }

    internal OrderRow Read(FileRow file, RowKey key)
    {
        var row = new OrderRow(file, Map.Mapped, key.Number);
        if (file.Flaws != RowFlaws.None)
        {
            ReadFlaws(row);
        }

        if (file.Flaws.HasFlag(RowFlaws.UnclosedQuote) || IsMisshapen(row))
        {
            return row;
        }

        if (key.Kind == RowKeyKind.Orphan)
        {
            row.Spoil(ImportColumn.OrderNumber);
            row.Add(ImportColumn.OrderNumber, ProblemCodes.Required, ProblemSeverity.Error, null, []);
        }

        ReadHead(row);
        ReadLine(row);
        ReadTail(row);
        return row;
    }

    private void ReadFlaws(OrderRow row)
    {
        if (row.File.Flaws.HasFlag(RowFlaws.UnclosedQuote))
        {
            row.Add(null, ProblemCodes.UnclosedQuote, ProblemSeverity.Error, null, []);
        }

        if (!row.File.Flaws.HasFlag(RowFlaws.Undecodable))
        {
            return;
        }

        for (var i = 0; i < row.File.Cells.Length; i++)
        {
            var cell = row.File.Cells[i];
            if (cell.Contains(FileRow.UndecodableMark))
            {
                var column = Map.ColumnAt(i);
                row.Add(column, ProblemCodes.Undecodable, ProblemSeverity.Error, cell, [Options.EncodingName]);
                if (column is { } known)
                {
                    row.Spoil(known);
                }
            }
        }
    }

    private bool IsMisshapen(OrderRow row)
    {
        var cells = row.File.Cells;
        if (cells.Length == Map.FieldCount || !Map.IsMisshapen(cells, Options.ShortRowsAllowed))
        {
            return false;
        }

        var count = cells.Length;
        while (count > Map.FieldCount && CellText.IsBlank(cells[count - 1]))
        {
            count--;
        }

        row.Add(
            null,
            count < Map.FieldCount ? ProblemCodes.TooFewFields : ProblemCodes.TooManyFields,
            ProblemSeverity.Error,
            null,
            [CellText.Number(Map.FieldCount), CellText.Number(count)]);
        return true;
    }

    private void ReadHead(OrderRow row)
    {
        if (TryCell(row, ImportColumn.OrderNumber, out var cell))
        {
            Settle(row, ImportColumn.OrderNumber, cell, CodeValue.Read(cell, out var number), number);
        }

        if (TryCell(row, ImportColumn.OrderedAt, out cell)
            && Settle(row, ImportColumn.OrderedAt, cell, DateValue.ReadMoment(cell, Options.DateOrder, out var moment)))
        {
            row.OrderedAt = moment;
        }

        if (TryCell(row, ImportColumn.CustomerCode, out cell)
            && Settle(row, ImportColumn.CustomerCode, cell, CodeValue.Read(cell, out var code), code))
        {
            row.CustomerCode = code;
        }

        row.CustomerName = Text(row, ImportColumn.CustomerName);
        if (TryCell(row, ImportColumn.CustomerEmail, out cell)
            && Settle(row, ImportColumn.CustomerEmail, cell, EmailValue.Read(cell, out var email), email))
        {
            row.CustomerEmail = email;
        }

        if (TryCell(row, ImportColumn.CustomerPhone, out cell) && Settle(row, ImportColumn.CustomerPhone, cell, PhoneValue.Read(cell, out var phone)))
        {
            row.CustomerPhone = phone;
        }

        if (TryCell(row, ImportColumn.PostalCode, out cell) && Settle(row, ImportColumn.PostalCode, cell, PostalCodeValue.Read(cell, out var postal)))
        {
            row.PostalCode = postal;
        }

        if (TryCell(row, ImportColumn.Prefecture, out cell) && Settle(row, ImportColumn.Prefecture, cell, PrefectureValue.Read(cell, out var prefecture)))
        {
            row.Prefecture = prefecture;
        }

        row.City = Text(row, ImportColumn.City);
        row.AddressLine1 = Text(row, ImportColumn.AddressLine1);
        row.AddressLine2 = Text(row, ImportColumn.AddressLine2);
    }

    private void ReadLine(OrderRow row)
    {
        CatalogProduct? product = null;
        if (TryCell(row, ImportColumn.ProductCode, out var cell))
        {
            var finding = CodeValue.Read(cell, out var code);
            product = finding.IsFault ? null : _catalog?.Find(code);
            if (Settle(row, ImportColumn.ProductCode, cell, finding, code))
            {
                row.ProductCode = code;
                if (product is null && _isStrict)
                {
                    row.Spoil(ImportColumn.ProductCode);
                    row.Add(ImportColumn.ProductCode, ProblemCodes.UnknownProduct, ProblemSeverity.Error, cell, []);
                }
            }
        }
        else
        {
            Require(row, ImportColumn.ProductCode);
        }

        row.ProductName = Text(row, ImportColumn.ProductName) ?? product?.Name ?? row.ProductCode;
        if (TryCell(row, ImportColumn.Quantity, out cell))
        {
            var finding = WholeNumberValue.ReadQuantity(cell, OrderLimits.MinQuantity, OrderLimits.MaxQuantity, out var quantity);
            Settle(row, ImportColumn.Quantity, cell, finding);
            row.Quantity = quantity;
        }
        else
        {
            Require(row, ImportColumn.Quantity);
        }

        if (TryCell(row, ImportColumn.UnitPrice, out cell))
        {
            Settle(row, ImportColumn.UnitPrice, cell, WholeNumberValue.ReadYen(cell, 0, OrderLimits.MaxUnitPrice, out var price));
            row.UnitPrice = price;
        }
        else
        {
            Require(row, ImportColumn.UnitPrice);
        }

        if (TryCell(row, ImportColumn.TaxRate, out cell))
        {
            Settle(row, ImportColumn.TaxRate, cell, TaxRateValue.Read(cell, out var rate));
            row.TaxRate = rate;
        }
        else
        {
            row.TaxRate = product?.TaxRate ?? TaxRate.Standard;
        }

        if (Options.UnitTaxRounding is { } rounding)
        {
            row.UnitPrice += OrderTotals.TaxOn(row.UnitPrice, row.TaxRate, taxIncluded: false, rounding);
        }
    }

    private void ReadTail(OrderRow row)
    {
        if (TryCell(row, ImportColumn.Discount, out var cell)
            && Settle(row, ImportColumn.Discount, cell, WholeNumberValue.ReadYen(cell, 0, OrderLimits.MaxFee, out var discount)))
        {
            row.Discount = discount;
        }

        if (TryCell(row, ImportColumn.ShippingFee, out cell)
            && Settle(row, ImportColumn.ShippingFee, cell, WholeNumberValue.ReadYen(cell, 0, OrderLimits.MaxFee, out var fee)))
        {
            row.ShippingFee = fee;
        }

        if (TryCell(row, ImportColumn.PaymentMethod, out cell)
            && Settle(row, ImportColumn.PaymentMethod, cell, PaymentMethodValue.Read(cell, out var method)))
        {
            row.PaymentMethod = method;
        }

        if (TryCell(row, ImportColumn.DeliveryDate, out cell)
            && Settle(row, ImportColumn.DeliveryDate, cell, DateValue.ReadDay(cell, Options.DateOrder, out var day)))
        {
            row.DeliveryDate = day;
        }

        row.DeliveryTime = Text(row, ImportColumn.DeliveryTime);
        row.Note = Text(row, ImportColumn.Note);
        row.Group = Text(row, ImportColumn.Group);
    }

    /// <returns>False where there is nothing to read: no column, a blank cell, or one that has its problem already.</returns>
    private bool TryCell(OrderRow row, ImportColumn column, out string cell)
    {
        cell = Map.CellOf(row.File.Cells, column);
        if (cell.Length == 0 || CellText.IsBlank(cell))
        {
            cell = _lineDefaults[(int)column] ?? "";
            return cell.Length > 0;
        }

        if (!row.Faulty.IsEmpty && row.Faulty.Has(column))
        {
            return false;
        }

        if (ClearMark.Is(cell) && ClearMark.Columns.Has(column))
        {
            row.Give(column);
            return false;
        }

        if (CellText.IsFormulaError(cell))
        {
            row.Spoil(column);
            row.Add(column, ProblemCodes.FormulaError, ProblemSeverity.Error, cell, []);
            return false;
        }

        if (_rules?[(int)column] is { } rules && rules.TryGetValue(ValueRules.KeyOf(cell), out var replacement))
        {
            // Also where adjusting is forbidden: somebody has decided this very value.
            row.Add(column, ProblemCodes.Adjusted, ProblemSeverity.Warning, cell, [replacement, AdjustReasons.Rule]);
            cell = replacement;
        }

        return true;
    }

    private static Dictionary<string, string>?[]? ByColumn(IReadOnlyList<ValueRule> rules)
    {
        if (rules.Count == 0)
        {
            return null;
        }

        var table = new Dictionary<string, string>?[ImportColumns.TableLength];
        foreach (var rule in rules)
        {
            (table[(int)rule.Column] ??= new Dictionary<string, string>(StringComparer.Ordinal))[rule.Value] = rule.Replacement;
        }

        return table;
    }

    private string? Text(OrderRow row, ImportColumn column)
    {
        if (!TryCell(row, column, out var cell))
        {
            return null;
        }

        var finding = TextValue.Read(cell, multiLine: column == ImportColumn.Note, out var text);
        if (finding.IsFault && finding.Arguments.Count == 0)
        {
            // Half a surrogate pair that the decoder let through.
            finding = ValueFinding.Fault(ProblemCodes.Undecodable, Options.EncodingName);
        }

        return Settle(row, column, cell, finding, text) ? text : null;
    }

    /// <summary>Keeps what the reader of a value found, and the rule on its length where it is text.</summary>
    /// <returns>True where there is a value.</returns>
    private bool Settle(OrderRow row, ImportColumn column, string cell, ValueFinding finding, string? text = null)
    {
        if (finding.Code is not null)
        {
            row.Add(column, finding.Code, Options.Strict ? ProblemSeverity.Error : finding.Severity, cell, finding.Arguments);
        }

        if (finding.IsFault)
        {
            row.Spoil(column);
            return false;
        }

        if (text is { Length: > OrderLimits.OrderNumberLength } && OrderRules.TooLong(column, text) is { IsFault: true } length)
        {
            row.Spoil(column);
            row.Add(column, length.Code!, length.Severity, cell, length.Arguments);
            return false;
        }

        row.Give(column);
        return true;
    }

    private static void Require(OrderRow row, ImportColumn column)
    {
        if (row.Faulty.Has(column))
        {
            return;
        }

        row.Spoil(column);
        row.Add(column, ProblemCodes.Required, ProblemSeverity.Error, null, []);
    }

    private OrderRow ReadDefaults(ReadingOptions options)
    {
        var cells = new string[ImportColumns.TableLength];
        Array.Fill(cells, "");
        foreach (var (column, text) in options.Defaults)
        {
            if (!ImportColumns.Of(column).IsOrderLevel)
            {
                _lineDefaults[(int)column] = CellText.IsBlank(text) ? null : text;
            }
            else
            {
                cells[(int)column - 1] = text;
            }
        }

        var names = ImportColumns.All.Select(static info => info.Name).ToList();
        var map = HeadingMap.Match(names);
        var row = new OrderRow(new FileRow(0, cells, RowFlaws.None), map.Mapped, null);
        var reader = new OrderRowReader(map, options);
        reader.ReadHead(row);
        reader.ReadTail(row);
        if (row.HasError)
        {
            throw new ArgumentException($"A default cannot be read: {row.Problems[0].Column} ({row.Problems[0].Code}).", nameof(options));
        }

        return row;
    }

    /// <summary>For reading the defaults only.</summary>
    private OrderRowReader(HeadingMap map, ReadingOptions options)
    {
        Map = map;
        Options = options;
        Settings = new TenantSettings();
        Defaults = null!;
    }
}
