using System.Globalization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Values;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Domain.Orders;

/// <summary>One thing that is wrong with an order, in the words that form, API and file share.</summary>
/// <param name="Field">Null where the order as a whole is meant.</param>
/// <param name="Line">0-based line; null for what belongs to the order.</param>
/// <param name="Code">One of <see cref="ProblemCodes"/>.</param>
/// <param name="Value">The offending value; may be personal.</param>
/// <param name="Arguments">What the localised sentence names.</param>
public sealed record OrderProblem(
    ImportColumn? Field, int? Line, string Code, ProblemSeverity Severity, string? Value, params IReadOnlyList<string> Arguments);

/// <summary>
/// What an order must be, whichever way it came. A file applies the rules of single values where it reads them, to name row and cell, and
/// <see cref="CheckWhole"/> to what it put together; form and API apply <see cref="Check"/>.
/// </summary>
public static class OrderRules
{
    /// <summary>Greatest length in characters, or null for fields that are not text.</summary>
    public static int? MaxLength(ImportColumn field) => field switch
    {
        ImportColumn.OrderNumber => OrderLimits.OrderNumberLength,
        ImportColumn.CustomerCode => OrderLimits.CustomerCodeLength,
        ImportColumn.CustomerName => OrderLimits.CustomerNameLength,
        ImportColumn.CustomerEmail => OrderLimits.EmailLength,
        ImportColumn.City => OrderLimits.CityLength,
        ImportColumn.AddressLine1 or ImportColumn.AddressLine2 => OrderLimits.AddressLineLength,
        ImportColumn.ProductCode => OrderLimits.ProductCodeLength,
        ImportColumn.ProductName => OrderLimits.ProductNameLength,
        ImportColumn.DeliveryTime => OrderLimits.DeliveryTimeLength,
        ImportColumn.Note => OrderLimits.NoteLength,
        ImportColumn.Group => OrderLimits.GroupLength,
        _ => null,
    };

    /// <summary>Least and greatest value of a number, or null for fields that are none.</summary>
    public static (long Min, long Max)? Range(ImportColumn field) => field switch
    {
        ImportColumn.Quantity => (OrderLimits.MinQuantity, OrderLimits.MaxQuantity),
        ImportColumn.UnitPrice => (0, OrderLimits.MaxUnitPrice),
        ImportColumn.ShippingFee or ImportColumn.Discount => (0, OrderLimits.MaxFee),
        _ => null,
    };

    /// <summary>Every problem of an order from a form or the API; empty where there is none. Warnings do not stand in the way.</summary>
    public static IReadOnlyList<OrderProblem> Check(OrderDraft draft, TenantSettings settings)
    {
        var problems = new List<OrderProblem>();
        CheckHead(draft, problems);
        for (var i = 0; i < draft.Lines.Count; i++)
        {
            CheckLine(draft.Lines[i], i, problems);
        }

        // Amounts of an order with a wrong number in it would only be a second complaint about the same mistake.
        if (problems.TrueForAll(static problem => problem.Severity != ProblemSeverity.Error))
        {
            problems.AddRange(CheckWhole(draft, settings, out _));
        }

        return problems;
    }

    /// <summary>The same of a draft that was read from text, without a second complaint about what could not be read.</summary>
    /// <param name="readings">What was found in reading.</param>
    public static IReadOnlyList<OrderProblem> CheckRead(OrderDraft draft, TenantSettings settings, IReadOnlyCollection<OrderProblem> readings)
    {
        var faults = readings.Where(static reading => reading.Severity == ProblemSeverity.Error).ToList();
        return faults.Count == 0
            ? Check(draft, settings)
            : [.. Check(draft, settings).Where(problem =>
                problem.Field is not (null or ImportColumn.Discount) && !faults.Exists(fault => fault.Field == problem.Field && fault.Line == problem.Line))];
    }

    /// <summary>
    /// The rules on an order as a whole, for a draft whose single values are good: number of lines, discount, least and greatest total.
    /// </summary>
    /// <param name="totals">Default where the discount or the number of lines makes them impossible.</param>
    public static IReadOnlyList<OrderProblem> CheckWhole(OrderDraft draft, TenantSettings settings, out OrderTotals totals)
    {
        totals = default;
        if (draft.Lines.Count == 0)
        {
            return [new OrderProblem(ImportColumn.ProductCode, null, ProblemCodes.Required, ProblemSeverity.Error, null)];
        }

        if (draft.Lines.Count > OrderLimits.MaxLines)
        {
            return [TooManyLines(draft.OrderNumber, draft.Lines.Count)];
        }

        var amounts = draft.Lines.Count <= 64 ? stackalloc (TaxRate, long)[draft.Lines.Count] : new (TaxRate, long)[draft.Lines.Count];
        long most = draft.ShippingFee;
        for (var i = 0; i < amounts.Length; i++)
        {
            amounts[i] = (draft.Lines[i].TaxRate, draft.Lines[i].Amount);
            most += amounts[i].Item2;
        }

        if (draft.Discount > most)
        {
            return [new OrderProblem(
                ImportColumn.Discount, null, ProblemCodes.OutOfRange, ProblemSeverity.Error, CellText.Number(draft.Discount), "0", CellText.Number(most))];
        }

        totals = OrderTotals.Of(amounts, draft.ShippingFee, draft.Discount, draft.TaxIncluded, settings.TaxRounding);
        if (totals.Total < OrderLimits.MinTotal)
        {
            return [Amount(ProblemCodes.AmountBelowMinimum, ProblemSeverity.Error, totals.Total, OrderLimits.MinTotal)];
        }

        return totals.Total <= OrderLimits.MaxTotalPerCharge
            ? []
            : [Amount(
                ProblemCodes.AmountAboveLimit,
                settings.SplitSettlement ? ProblemSeverity.Warning : ProblemSeverity.Error,
                totals.Total,
                OrderLimits.MaxTotalPerCharge)];
    }

    /// <summary>A warning where postal code and prefecture contradict each other (arguments: the code with hyphen, its prefecture), else null.</summary>
    public static OrderProblem? CheckPrefecture(string postalCode, string prefecture)
    {
        if (postalCode.Length != 7 || prefecture.Length == 0 || PrefectureValue.Contradicts(postalCode, prefecture) is not { } expected)
        {
            return null;
        }

        return new OrderProblem(
            ImportColumn.Prefecture, null, ProblemCodes.PrefectureMismatch, ProblemSeverity.Warning, prefecture, $"{postalCode[..3]}-{postalCode[3..]}", expected);
    }

    internal static OrderProblem TooManyLines(string orderNumber, int lines) => new(
        null, null, ProblemCodes.TooManyLines, ProblemSeverity.Error, null, orderNumber, CellText.Number(OrderLimits.MaxLines), CellText.Number(lines));

    private static OrderProblem Amount(string code, ProblemSeverity severity, long total, long bound) =>
        new(null, null, code, severity, null, CellText.Number(total), CellText.Number(bound));

    private static void CheckHead(OrderDraft draft, List<OrderProblem> problems)
    {
        CheckText(ImportColumn.OrderNumber, null, draft.OrderNumber, problems);
        CheckText(ImportColumn.CustomerCode, null, draft.Customer.Code, problems);
        CheckText(ImportColumn.CustomerName, null, draft.Customer.Name, problems);
        CheckText(ImportColumn.CustomerEmail, null, draft.Customer.Email, problems);
        CheckValue(ImportColumn.CustomerEmail, draft.Customer.Email, EmailValue.Read(draft.Customer.Email ?? "", out _), problems);
        CheckValue(ImportColumn.CustomerPhone, draft.Customer.Phone, PhoneValue.Read(draft.Customer.Phone ?? "", out _), problems);
        var address = draft.ShippingAddress;
        CheckValue(ImportColumn.PostalCode, address.PostalCode, PostalCodeValue.Read(address.PostalCode, out var postalCode), problems);
        CheckValue(ImportColumn.Prefecture, address.Prefecture, PrefectureValue.Read(address.Prefecture, out var prefecture), problems);
        CheckText(ImportColumn.City, null, address.City, problems);
        CheckText(ImportColumn.AddressLine1, null, address.Line1, problems);
        CheckText(ImportColumn.AddressLine2, null, address.Line2, problems);
        if (!Enum.IsDefined(draft.PaymentMethod))
        {
            problems.Add(new OrderProblem(
                ImportColumn.PaymentMethod, null, ProblemCodes.UnknownPaymentMethod, ProblemSeverity.Error, CellText.Number((int)draft.PaymentMethod)));
        }

        CheckText(ImportColumn.DeliveryTime, null, draft.DeliveryTime, problems);
        CheckText(ImportColumn.Note, null, draft.Note, problems);
        CheckRange(ImportColumn.ShippingFee, null, draft.ShippingFee, problems);
        CheckRange(ImportColumn.Discount, null, draft.Discount, problems);
        if (CheckPrefecture(postalCode, prefecture) is { } mismatch)
        {
            problems.Add(mismatch);
        }
    }

    private static void CheckLine(OrderLineDraft line, int index, List<OrderProblem> problems)
    {
        CheckText(ImportColumn.ProductCode, index, line.ProductCode, problems);
        CheckText(ImportColumn.ProductName, index, line.ProductName, problems);
        CheckRange(ImportColumn.Quantity, index, line.Quantity, problems);
        CheckRange(ImportColumn.UnitPrice, index, line.UnitPrice, problems);
        if (line.TaxRate is not (TaxRate.Standard or TaxRate.Reduced or TaxRate.Exempt))
        {
            problems.Add(new OrderProblem(
                ImportColumn.TaxRate, index, ProblemCodes.BadTaxRate, ProblemSeverity.Error, ((int)line.TaxRate).ToString(CultureInfo.InvariantCulture)));
        }
    }

    private static bool IsCode(ImportColumn field) => field is ImportColumn.OrderNumber or ImportColumn.CustomerCode or ImportColumn.ProductCode;

    private static void CheckText(ImportColumn field, int? line, string? text, List<OrderProblem> problems)
    {
        if (string.IsNullOrEmpty(text) || CellText.IsBlank(text))
        {
            if (ImportColumns.Of(field).IsRequired)
            {
                problems.Add(new OrderProblem(field, line, ProblemCodes.Required, ProblemSeverity.Error, text));
            }

            return;
        }

        var finding = IsCode(field) ? CodeValue.Read(text, out _) : TextValue.Read(text, multiLine: field == ImportColumn.Note, out _);
        if (finding.IsFault)
        {
            problems.Add(new OrderProblem(field, line, finding.Code!, ProblemSeverity.Error, text, finding.Arguments));
        }
        else if (TooLong(field, text) is { IsFault: true } length)
        {
            problems.Add(new OrderProblem(field, line, length.Code!, ProblemSeverity.Error, text, length.Arguments));
        }
    }

    /// <summary><c>too_long</c> with greatest and actual length as arguments, or nothing.</summary>
    internal static ValueFinding TooLong(ImportColumn field, string text) => MaxLength(field) is { } most && text.Length > most
        ? ValueFinding.Fault(ProblemCodes.TooLong, CellText.Number(most), CellText.Number(text.Length))
        : ValueFinding.None;

    private static void CheckRange(ImportColumn field, int? line, long value, List<OrderProblem> problems)
    {
        var (min, max) = Range(field)!.Value;
        if (value < min || value > max)
        {
            problems.Add(new OrderProblem(
                field, line, ProblemCodes.OutOfRange, ProblemSeverity.Error, CellText.Number(value), CellText.Number(min), CellText.Number(max)));
        }
    }

    private static void CheckValue(ImportColumn field, string? value, ValueFinding finding, List<OrderProblem> problems)
    {
        if (!string.IsNullOrEmpty(value) && finding.IsFault)
        {
            problems.Add(new OrderProblem(field, null, finding.Code!, ProblemSeverity.Error, value, finding.Arguments));
        }
    }
}
