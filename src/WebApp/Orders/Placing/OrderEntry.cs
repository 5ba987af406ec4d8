using System.Globalization;
using OrderPortal.Domain.Catalog;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Values;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.WebApp.Orders.Placing;

/// <summary>A field of the form.</summary>
/// <param name="Line">Key of its line; null for fields of the order.</param>
public readonly record struct EntryKey(ImportColumn Field, int? Line)
{
    /// <summary>Id of its element.</summary>
    public string Id => string.Create(CultureInfo.InvariantCulture, $"{ImportColumns.Of(Field).Name}{(Line is { } line ? $"-{line}" : "")}");
}

/// <summary>
/// An order on its way through the form: what was typed, what is wrong with it so far, and what it comes to. A field is found fault with once a person has left
/// it, all of them once the order was to be placed.
/// </summary>
/// <param name="zone">In which the person means times.</param>
public sealed class OrderEntry(NewOrderForm form, TenantSettings settings, TimeProvider clock, TimeZoneInfo zone)
{
    private readonly HashSet<EntryKey> _left = [];
    private readonly HashSet<EntryKey> _typed = TypedIn(form);
    private readonly Dictionary<string, Product?> _products = new(StringComparer.Ordinal);
    private List<(EntryKey? Key, OrderProblem Problem)> _refused = [];
    private List<(EntryKey? Key, OrderProblem Problem)>? _found;
    private bool _isWhole;

    public NewOrderForm Form => form;

    private (DateTimeOffset Moment, TimeZoneInfo Zone) Now => (clock.GetUtcNow(), zone);

    public string Text(ImportColumn field, NewOrderLine? line = null) => (line?.Fields ?? form.Fields).TryGetValue(field, out var text) ? text : "";

    /// <summary>A person typed something.</summary>
    public void Set(ImportColumn field, NewOrderLine? line, string text)
    {
        var key = new EntryKey(field, line?.Key);
        if (string.IsNullOrWhiteSpace(text))
        {
            _typed.Remove(key);
        }
        else
        {
            _typed.Add(key);
        }

        Put(field, line, text);
    }

    /// <summary>A person has gone on to another field.</summary>
    public void Leave(ImportColumn field, NewOrderLine? line) => _left.Add(new EntryKey(field, line?.Key));

    /// <summary>Fills a field from a look-up, unless a person wrote something of their own there.</summary>
    public void Fill(ImportColumn field, NewOrderLine? line, string? text)
    {
        if (!string.IsNullOrEmpty(text) && !_typed.Contains(new EntryKey(field, line?.Key)))
        {
            Put(field, line, text);
        }
    }

    /// <summary>Remembers what a look-up of a code came to; null: there is no such product on sale.</summary>
    public void Know(string code, Product? product)
    {
        _products[code] = product;
        _found = null;
    }

    public void SwitchTax(bool included)
    {
        form.TaxIncluded = included;
        _found = null;
    }

    public void AddLine()
    {
        form.Lines.Add(new NewOrderLine { Key = ++form.LastLine });
        _found = null;
    }

    /// <summary>The last line is emptied instead.</summary>
    public void RemoveLine(NewOrderLine line)
    {
        form.Lines.Remove(line);
        _found = null;
        if (form.Lines.Count == 0)
        {
            AddLine();
        }
    }

    /// <summary>From here on every field is looked at.</summary>
    public void LookAtAll() => _isWhole = true;

    /// <summary>What the portal itself found wrong.</summary>
    public void Refuse(IReadOnlyList<OrderProblem> problems)
    {
        var lines = Lines();
        _found = null;
        _refused = [.. problems.Select(problem => (KeyOf(problem, lines), problem))];
    }

    /// <summary>What there is to say of a field, errors before warnings.</summary>
    public OrderProblem? ProblemOf(ImportColumn field, NewOrderLine? line)
    {
        var key = new EntryKey(field, line?.Key);
        return _isWhole || _left.Contains(key)
            ? Problems().Where(problem => problem.Key == key).OrderBy(problem => problem.Problem.Severity).Select(problem => problem.Problem).FirstOrDefault()
            : null;
    }

    /// <summary>Errors of the whole form in the order of its fields; those of the order itself last. Empty until everything is looked at.</summary>
    public IReadOnlyList<(EntryKey? Key, OrderProblem Problem)> Errors() => _isWhole
        ? [.. Problems().Where(problem => problem.Problem.Severity == ProblemSeverity.Error)
            .OrderBy(problem => problem.Key is null).ThenBy(problem => problem.Key?.Line is not null).ThenBy(problem => problem.Key?.Line).ThenBy(problem => problem.Key?.Field)]
        : [];

    public OrderDraft ToDraft() => EntryReader.Read(form, Lines(), Now, settings, []);

    /// <summary>What the order comes to with the numbers that can be read so far; null while its discount is more than all the rest.</summary>
    public OrderTotals? Totals()
    {
        var draft = ToDraft();
        var amounts = draft.Lines.Select(line => (line.TaxRate, line.Amount)).ToArray();
        return draft.Discount > draft.ShippingFee + amounts.Sum(amount => amount.Amount)
            ? null
            : OrderTotals.Of(amounts, draft.ShippingFee, draft.Discount, draft.TaxIncluded, settings.TaxRounding);
    }

    /// <summary>Yen; null while quantity or price cannot be read.</summary>
    public static long? AmountOf(NewOrderLine line) =>
        WholeNumberValue.ReadQuantity(line.Text(ImportColumn.Quantity), OrderLimits.MinQuantity, OrderLimits.MaxQuantity, out var quantity).IsFault
        || WholeNumberValue.ReadYen(line.Text(ImportColumn.UnitPrice), 0, OrderLimits.MaxUnitPrice, out var price).IsFault
            ? null
            : quantity * price;

    private void Put(ImportColumn field, NewOrderLine? line, string text)
    {
        var key = new EntryKey(field, line?.Key);
        (line?.Fields ?? form.Fields)[field] = text;

        // What the portal answered was about the text before; what the order as a whole lacked may be there now.
        _refused.RemoveAll(refused => refused.Key is null || refused.Key == key);
        _found = null;
    }

    /// <summary>Of a form that comes back after a lost connection nobody knows any more what was filled in: all of it counts as typed but what a new one has.</summary>
    private static HashSet<EntryKey> TypedIn(NewOrderForm form) =>
    [
        .. form.Fields.Where(field => field.Value.Length > 0).Select(field => new EntryKey(field.Key, null)),
        .. form.Lines.SelectMany(line => line.Fields.Where(field => field.Value.Length > 0 && field.Key != ImportColumn.TaxRate).Select(field => new EntryKey(field.Key, line.Key))),
    ];

    /// <summary>Lines with something in them; the first one all the same where there is none.</summary>
    private List<NewOrderLine> Lines() => form.Lines.Any(line => !line.IsBlank) ? [.. form.Lines.Where(line => !line.IsBlank)] : [form.Lines[0]];

    /// <summary>Found once for each change: every field asks.</summary>
    private List<(EntryKey? Key, OrderProblem Problem)> Problems()
    {
        if (_found is not null)
        {
            return _found;
        }

        var lines = Lines();
        var faults = new List<OrderProblem>();
        var draft = EntryReader.Read(form, lines, Now, settings, faults);
        if (!settings.FreeProductCodes)
        {
            faults.AddRange(draft.Lines.Select((line, index) => (line, index))
                .Where(pair => _products.TryGetValue(EntryReader.CodeOf(pair.line.ProductCode), out var product) && product is null)
                .Select(pair => new OrderProblem(ImportColumn.ProductCode, pair.index, ProblemCodes.UnknownProduct, ProblemSeverity.Error, pair.line.ProductCode)));
        }

        return _found = [.. faults.Concat(EntryReader.Check(draft, settings, faults)).Select(problem => (KeyOf(problem, lines), problem)).Concat(_refused)];
    }

    private static EntryKey? KeyOf(OrderProblem problem, List<NewOrderLine> lines) => problem.Field is not { } field ? null
        : new EntryKey(field, problem.Line is { } line ? lines[line].Key : null);
}
