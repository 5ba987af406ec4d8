using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Localization;
using Microsoft.Net.Http.Headers;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Catalog;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Api;
using OrderPortal.WebApp.Shared.Localization;

namespace OrderPortal.WebApp.Catalog;

/// <summary>Products and customers as tables, in and out over HTTP.</summary>
public static class CatalogEndpoints
{
    public const string Products = "/api/v1/products";
    public const string Customers = "/api/v1/customers";

    /// <summary>Of a table that is taken in; the reader holds to the same.</summary>
    public const long MaxBytes = 10 * 1024 * 1024;

    private const string Rules =
        "CSV or a workbook, whose headings are found by their names in Japanese or English. A row whose code is there changes that one, and a blank cell leaves what is stored; "
        + "good rows are taken together, the others are told of.";

    /// <summary>Problems that are told of one by one.</summary>
    private const int MostProblems = 200;

    public static void MapCatalog(this IEndpointRouteBuilder routes)
    {
        CatalogExports.Map(routes);
        var products = routes.MapApi("/products", "Products", Permissions.CatalogRead);
        ProductsEndpoints.Map(products);
        Table(products.MapGet("/export", ExportProductsAsync).Named("exportProducts", "Get all products as a table", "CSV that can be taken in again."));
        Upload(products.MapPost("/import", (HttpContext http, ImportProducts import, CatalogMessages messages, IStringLocalizer<CatalogText> texts, CancellationToken ct) =>
            ImportAsync(http, CatalogSheet.Products, import.ExecuteAsync, messages, texts, ct)).Named("importProducts", "Take a table of products in", Rules));
        var customers = routes.MapApi("/customers", "Customers", Permissions.CatalogRead);
        CustomersEndpoints.Map(customers);
        Table(customers.MapGet("/export", ExportCustomersAsync).Named("exportCustomers", "Get all customers as a table", "CSV that can be taken in again."));
        Upload(customers.MapPost("/import", (HttpContext http, ImportCustomers import, CatalogMessages messages, IStringLocalizer<CatalogText> texts, CancellationToken ct) =>
            ImportAsync(http, CatalogSheet.Customers, import.ExecuteAsync, messages, texts, ct)).Named("importCustomers", "Take a table of customers in", Rules));
    }

    private static readonly ApiFormField Form = new("file", FormFieldKind.File, "CSV or XLSX; at most 10 MB and 50,000 rows.", IsRequired: true);

    private static void Table(RouteHandlerBuilder route) => route.Asks(DownloadFormat.EncodingParameter, DownloadFormat.LanguageParameter)
        .AnswersFile(DownloadFormat.Csv).Refuses(StatusCodes.Status400BadRequest);

    private static void Upload(RouteHandlerBuilder route) => route.Changes(Permissions.CatalogWrite).TakesFile(MaxBytes + ImportUpload.FormOverheadBytes)
        .TakesForm(Form).Answers<CatalogImportResource>()
        .Refuses(
            StatusCodes.Status400BadRequest, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType, StatusCodes.Status422UnprocessableEntity);

    private static async Task<IResult> ImportAsync(
        HttpContext http, CatalogSheet sheet, Func<Stream, CancellationToken, Task<Result<CatalogImportOutcome>>> import, CatalogMessages messages,
        IStringLocalizer<CatalogText> texts, CancellationToken cancellationToken)
    {
        Result<CatalogImportOutcome> result;
        try
        {
            result = !ImportUpload.IsForm(http.Request) ? new Error(UploadErrors.NotAForm)
                : await FileOfAsync(http.Request, cancellationToken) is { } file ? await import(file, cancellationToken) : new Error(UploadErrors.MissingFile);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException and not BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge })
        {
            result = new Error(UploadErrors.NotMultipart);
        }

        if (result.Error is { Code: UploadErrors.MissingFile or UploadErrors.NotMultipart } form)
        {
            return Problems.Of(StatusCodes.Status400BadRequest, form);
        }

        if (result.Error is { Code: UploadErrors.NotAForm })
        {
            return Problems.Of(StatusCodes.Status415UnsupportedMediaType, UploadErrors.NotAForm);
        }

        if (result.Error is { } refusal)
        {
            var sentence = messages.Refusal(sheet, refusal);
            return Problems.Of(
                refusal.Code == ProblemCodes.TooLarge ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status422UnprocessableEntity,
                refusal.Code, [new FieldProblem("file", refusal.Code, sentence)], sentence, refusal.Arguments);
        }

        return Results.Ok(CatalogImportResource.Of(result.Value, MostProblems, sheet, messages, texts));
    }

    /// <summary>The first file of a multipart form; null where it has none.</summary>
    private static async Task<Stream?> FileOfAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= 200 } boundary)
        {
            throw new InvalidDataException("Not a form.");
        }

        var reader = new MultipartReader(boundary, request.Body);
        while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            if (section.GetContentDispositionHeader()?.IsFileDisposition() == true)
            {
                return section.Body;
            }
        }

        return null;
    }

    private static Task<IResult> ExportProductsAsync(
        IProductQueries products, ICatalogTables tables, IAuditLog audit, TimeProvider clock, CancellationToken cancellationToken, string encoding = "utf-8", string? lang = null) =>
        ExportAsync(
            CatalogSheet.Products, "product", "商品", "products", format => Rows(products.AllAsync(cancellationToken), product => CatalogSheet.Row(product, format.IsJapanese), cancellationToken),
            tables, audit, clock, DownloadFormat.Parse("csv", encoding, lang), cancellationToken);

    private static Task<IResult> ExportCustomersAsync(
        ICustomerQueries customers, ICatalogTables tables, IAuditLog audit, TimeProvider clock, CancellationToken cancellationToken, string encoding = "utf-8", string? lang = null) =>
        ExportAsync(
            CatalogSheet.Customers, "customer", "顧客", "customers", _ => Rows(customers.AllAsync(cancellationToken), CatalogSheet.Row, cancellationToken),
            tables, audit, clock, DownloadFormat.Parse("csv", encoding, lang), cancellationToken);

    private static async Task<IResult> ExportAsync(
        CatalogSheet sheet, string entity, string japanese, string english, Func<DownloadFormat, IAsyncEnumerable<IReadOnlyList<string>>> rows, ICatalogTables tables, IAuditLog audit,
        TimeProvider clock, Result<DownloadFormat> format, CancellationToken cancellationToken)
    {
        if (format.Error is { } error)
        {
            return Problems.OfField(StatusCodes.Status400BadRequest, error);
        }

        await audit.WriteAsync(new AuditEntry(AuditActions.CatalogExported, entity), cancellationToken);
        var stamp = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), ReaderClock.Tokyo).ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture);
        return new Download(format.Value, $"{(format.Value.IsJapanese ? japanese : english)}_{stamp}", output =>
            tables.WriteAsync(output, format.Value.Encoding, sheet.Heading(format.Value.IsJapanese), rows(format.Value), cancellationToken));
    }

    private static async IAsyncEnumerable<IReadOnlyList<string>> Rows<T>(IAsyncEnumerable<T> items, Func<T, IReadOnlyList<string>> row, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            yield return row(item);
        }
    }

    private sealed class Download(DownloadFormat format, string name, Func<Stream, Task> write) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            format.Announce(httpContext.Response, name);
            return write(httpContext.Response.Body);
        }
    }
}

/// <summary>What became of a table, also in the reader's sentences.</summary>
/// <param name="RejectedSummary">Null where every row was taken.</param>
/// <param name="More">That there are more problems than are listed; null where there are not.</param>
public sealed record CatalogImportResource(
    int Added, int Changed, int Unchanged, int Rejected, string Summary, string? RejectedSummary, IReadOnlyList<CatalogProblemResource> Problems, string? More)
    : IHasExample<CatalogImportResource>
{
    public static CatalogImportResource Example { get; } = new(
        12, 3, 40, 1, "12 added, 3 changed, 40 as before.", "1 row was not taken.",
        [new CatalogProblemResource(17, "not_a_number", "Row 17, Price (without tax): \"abc\" is not a number. Enter digits.")], null);

    internal static CatalogImportResource Of(CatalogImportOutcome outcome, int most, CatalogSheet sheet, CatalogMessages messages, IStringLocalizer<CatalogText> texts) => new(
        outcome.Added, outcome.Changed, outcome.Unchanged, outcome.Rejected,
        texts[nameof(CatalogText.ImportDone), outcome.Added, outcome.Changed, outcome.Unchanged],
        outcome.Rejected == 0 ? null : texts[nameof(CatalogText.ImportRejected), outcome.Rejected].Value,
        [.. outcome.Problems.Take(most).Select(problem => new CatalogProblemResource(problem.Row, problem.Code, messages.Whole(sheet, problem)))],
        outcome.Problems.Count <= most ? null : texts[nameof(CatalogText.MoreProblems), outcome.Problems.Count - most].Value);
}

/// <param name="Row">1-based as Excel shows it.</param>
/// <param name="Message">With its place.</param>
public sealed record CatalogProblemResource(int Row, string Code, string Message);
