using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Values;
using OrderPortal.Domain.Orders;

namespace OrderPortal.Domain.Catalog;

/// <summary>
/// Reads products and customers as people write them, in a form or a row, by the rules of orders. A blank cell of a row says nothing: what is stored
/// stays, and only what is new must have everything. A form says everything: blank means none.
/// </summary>
internal sealed class CatalogReader(CatalogSheet sheet, IReadOnlyDictionary<CatalogField, string> cells, int row = 0)
{
    private readonly List<CatalogProblem> _problems = [];

    public IReadOnlyList<CatalogProblem> Problems => _problems;

    /// <summary>Empty where it is blank or cannot be read; the problems say which.</summary>
    public string Code()
    {
        if (Cell(CatalogField.Code) is not { } cell)
        {
            Require(CatalogField.Code);
            return "";
        }

        return Settle(CatalogField.Code, cell, CodeValue.Read(cell, out var code), code) ? code : "";
    }

    /// <param name="stored">What blank cells stand for; null for a new product.</param>
    public ProductValues Product(ProductValues? stored)
    {
        var name = Text(CatalogField.Name) ?? stored?.Name ?? Require(CatalogField.Name);
        var english = Text(CatalogField.NameEnglish) ?? stored?.NameEnglish;
        var price = stored?.Price ?? 0;
        if (Cell(CatalogField.Price) is { } yen)
        {
            Settle(CatalogField.Price, yen, WholeNumberValue.ReadYen(yen, 0, OrderLimits.MaxUnitPrice, out price));
        }
        else if (stored is null)
        {
            Require(CatalogField.Price);
        }

        var rate = stored?.TaxRate ?? TaxRate.Standard;
        if (Cell(CatalogField.TaxRate) is { } percent)
        {
            Settle(CatalogField.TaxRate, percent, TaxRateValue.Read(percent, out rate));
        }

        var active = stored?.Active ?? true;
        if (Cell(CatalogField.Active) is { } word)
        {
            if (SaleState.Read(word) is { } state)
            {
                active = state;
            }
            else
            {
                _problems.Add(new CatalogProblem(row, CatalogField.Active, CatalogProblems.UnknownSaleState, word));
            }
        }

        return new ProductValues(name, english, price, rate, active);
    }

    /// <inheritdoc cref="Product"/>
    public CustomerValues Customer(CustomerValues? stored)
    {
        var name = Text(CatalogField.Name) ?? stored?.Name ?? Require(CatalogField.Name);
        var (email, phone) = (stored?.Email, stored?.Phone);
        if (Cell(CatalogField.Email) is { } address && Settle(CatalogField.Email, address, EmailValue.Read(address, out var read), read))
        {
            email = read;
        }

        if (Cell(CatalogField.Phone) is { } number && Settle(CatalogField.Phone, number, PhoneValue.Read(number, out var digits)))
        {
            phone = digits;
        }

        return new CustomerValues(name, email, phone);
    }

    private string? Cell(CatalogField field) => cells.TryGetValue(field, out var cell) && cell.Length > 0 && !CellText.IsBlank(cell) ? cell : null;

    private string? Text(CatalogField field)
    {
        if (Cell(field) is not { } cell)
        {
            return null;
        }

        return Settle(field, cell, TextValue.Read(cell, multiLine: false, out var text), text) ? text : "";
    }

    private string Require(CatalogField field)
    {
        _problems.Add(new CatalogProblem(row, field, ProblemCodes.Required, null));
        return "";
    }

    private bool Settle(CatalogField field, string cell, ValueFinding finding, string? text = null)
    {
        if (!finding.IsFault && text is not null)
        {
            finding = OrderRules.TooLong(sheet.Of(field).Column ?? ImportColumn.ProductName, text);
        }

        if (finding.IsFault)
        {
            _problems.Add(new CatalogProblem(row, field, finding.Code!, ProblemText.Shorten(cell), finding.Arguments));
        }

        return !finding.IsFault;
    }
}
