using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Imports.Wizard;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Imports;

/// <summary>Imports over HTTP: for programs with a bearer token, and for the portal's own pages with their cookie.</summary>
public static class ImportsEndpoints
{
    public const string Path = "/api/v1/imports";

    private static readonly ListShape Listed = ListShape.Of<ImportResource>(
        modifiedSince: true, ["-createdAt", "createdAt"],
        ApiParameter.Of<ImportStatus>("status", "Imports in this state."),
        new ApiParameter("createdFrom", ParameterKind.Moment, "Imports taken in at this moment or later.", Example: "2026-01-01"),
        new ApiParameter("createdTo", ParameterKind.Moment, "Imports taken in before this moment, or on this day at the latest.", Example: "2026-01-31"),
        new ApiParameter("fileName", ParameterKind.Text, "A part of the file's name.", Example: "orders"));

    private static readonly ListShape ListedProblems = ListShape.Of<ImportProblemResource>(
        modifiedSince: true, ["row", "-row"],
        new ApiParameter("code", ParameterKind.Text, "Problems of this code.", Example: "not_a_number"),
        ApiParameter.Of<ProblemSeverity>("severity", "Problems of this severity."));

    private static readonly ListShape ListedKept = ListShape.Of<KeptOrderResource>(modifiedSince: true, ["row", "-row"]);

    public static void MapImports(this IEndpointRouteBuilder routes)
    {
        var limits = routes.ServiceProvider.GetRequiredService<ImportLimits>();
        var imports = routes.MapApi("/imports", "Imports", Permissions.ImportsRead);
        imports.MapPost("/", CreateAsync).Named(
                "createImport", "Import a file of orders",
                "The file is taken in and looked at; then a job reads, checks and writes it, whose state is the import's. A file that cannot be orders is refused at once. "
                + "To settle its orders needs the scope `payments.write` besides.")
            .Changes(Permissions.ImportsWrite).TakesFile(limits.MaxFileBytes + ImportUpload.FormOverheadBytes).TakesForm(ImportForms.Create)
            .Answers<ImportResource>(StatusCodes.Status202Accepted)
            .Refuses(
                StatusCodes.Status400BadRequest, StatusCodes.Status409Conflict, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType,
                StatusCodes.Status422UnprocessableEntity);
        imports.MapGet("/", ListAsync).Named(
                "listImports", "List imports",
                "The newest first. With `modifiedSince` by modification: a running import comes again with each part of it that is written. Dry runs that were cancelled are listed by modification only.")
            .Lists<ImportResource>(Listed);
        imports.MapGet("/{id:guid}", GetAsync).Named("getImport", "Get an import").HasTag().Answers<ImportResource>().Refuses(StatusCodes.Status404NotFound);
        imports.MapGet("/{id:guid}/problems", ProblemsAsync).Named("listImportProblems", "List the problems of an import's rows", "By row, in the language of the request. With `modifiedSince` all of them when the import has changed since.")
            .Lists<ImportProblemResource>(ListedProblems).Refuses(StatusCodes.Status404NotFound);
        imports.MapGet("/{id:guid}/kept", KeptAsync).Named("listKeptOrders", "List the orders that undoing left as they are", "By row; empty before the import was undone. With `modifiedSince` all of them when the import has changed since.")
            .Lists<KeptOrderResource>(ListedKept).Refuses(StatusCodes.Status404NotFound);
        MapFiles(imports);
        ImportControlEndpoints.Map(imports);
        RetryEndpoints.Map(imports, limits);
        ImportDraftsEndpoints.Map(routes, limits);
        ImportsExport.Map(routes);
        SettingsExports.Map(routes);
        routes.MapHub<ProgressHub>(ProgressHub.Path, static options => options.CloseOnAuthenticationExpiration = true);
        routes.MapMappingProfiles();
    }

    private static void MapFiles(RouteGroupBuilder imports)
    {
        imports.MapGet("/template", TemplateAsync).Named("getImportTemplate", "Get a template to begin with", "Every column, with sample orders that can be imported as they are.")
            .Asks(DownloadFormat.FormatParameter, DownloadFormat.EncodingParameter, DownloadFormat.LanguageParameter)
            .AnswersFile(DownloadFormat.Csv, DownloadFormat.Workbook).Refuses(StatusCodes.Status400BadRequest);
        imports.MapGet("/{id:guid}/report", ReportAsync).Named(
                "getImportReport", "Get the error report of an import", "The rejected rows as they were, with what is wrong with them. Corrected, it can be uploaded to `retry`, or as a new import.")
            .Asks(DownloadFormat.FormatParameter, DownloadFormat.EncodingParameter, DownloadFormat.LanguageParameter)
            .AnswersFile(DownloadFormat.Csv, DownloadFormat.Workbook)
            .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound, StatusCodes.Status422UnprocessableEntity);
        imports.MapGet("/{id:guid}/file", FileAsync).Named("getImportFile", "Get the file of an import", "To the byte as it was uploaded.")
            .AnswersFile(DownloadFormat.Bytes).Refuses(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> CreateAsync(
        HttpContext http, ImportUpload upload, StartImport start, ImportMessages messages, TimeProvider clock, CancellationToken cancellationToken)
    {
        var received = await upload.ReceiveAsync(http.Request, cancellationToken);
        if (received.Error is { } error)
        {
            return NotReceived(error);
        }

        var (file, settings) = received.Value;

        // The file is here as a whole, so it is not given up when its sender leaves: it would belong to nobody.
        var started = await start.ExecuteAsync(file, settings, CancellationToken.None);
        if (started.Refusal is { } refusal)
        {
            return Refused(refusal, messages);
        }

        var import = started.Import!;
        return Results.Accepted($"{Path}/{import.Id.Value}", ImportResource.Of(import, clock.GetUtcNow()));
    }

    /// <summary>The answer to a form that was not as it has to be.</summary>
    internal static IResult NotReceived(Error error)
    {
        var status = error.Code switch
        {
            ProblemCodes.TooLarge => StatusCodes.Status413PayloadTooLarge,
            UploadErrors.NotPermitted => StatusCodes.Status403Forbidden,
            UploadErrors.NotAForm => StatusCodes.Status415UnsupportedMediaType,
            _ => StatusCodes.Status400BadRequest,
        };
        return error.Code is UploadErrors.UnknownField or UploadErrors.BadValue or UploadErrors.NotPermitted
            ? Problems.OfField(status, error)
            : Problems.Of(status, error);
    }

    /// <summary>The answer to a file that was not taken.</summary>
    internal static IResult Refused(ImportRefusal refusal, ImportMessages messages)
    {
        if (refusal.Earlier is { } earlier)
        {
            return Problems.Of(
                StatusCodes.Status409Conflict,
                refusal.Error with { Arguments = messages.EarlierArguments(earlier) },
                extensions: new Dictionary<string, object?> { ["importId"] = earlier.Id.Value, ["importNumber"] = earlier.Number });
        }

        var problems = refusal.Problems.Select(messages.ToResource).ToList();
        return Problems.Of(
            StatusCodes.Status422UnprocessableEntity,
            refusal.Error.Code,
            [.. problems.Select(problem => new FieldProblem(problem.Column ?? "file", problem.Code, problem.Message))],
            problems[0].Message,
            refusal.Error.Arguments);
    }

    private static Task<IResult> ListAsync(HttpContext http, IImportQueries imports, TimeProvider clock, CancellationToken cancellationToken)
    {
        var query = new ListQuery(http.Request, Listed);
        var filter = new ImportFilter
        {
            Status = query.Value("status", ImportNames.Parse<ImportStatus>),
            CreatedFrom = query.Value("createdFrom", static text => Moments.Parse(text, dayAfter: false)),
            CreatedBefore = query.Value("createdTo", static text => Moments.Parse(text, dayAfter: true)),
            FileName = query.Text("fileName"),
            OldestFirst = query.Sort == "createdAt",
        };
        var now = clock.GetUtcNow();
        return ListAnswer.ReadAsync(
            http, query, () => imports.ListAsync(filter, query.Limit, query.Cursor, cancellationToken), since => imports.ListModifiedAsync(filter, since, cancellationToken),
            import => ImportResource.Of(import, now));
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, IImportQueries imports, TimeProvider clock, CancellationToken cancellationToken) =>
        await imports.GetAsync(new ImportId(id), cancellationToken) is { } import
            ? EntityTag.Answer(http, EntityTag.Of(import.ModifiedSeq), ImportResource.Of(import, clock.GetUtcNow()))
            : Problems.NotFound();

    private static async Task<IResult> ProblemsAsync(
        HttpContext http, Guid id, IImportQueries imports, ImportMessages messages, CancellationToken cancellationToken)
    {
        var query = new ListQuery(http.Request, ListedProblems);
        var code = query.Text("code");
        var severity = query.Value("severity", ImportNames.Parse<ProblemSeverity>);
        if (query.Error is { } error)
        {
            return Problems.OfField(StatusCodes.Status400BadRequest, error);
        }

        if (await imports.GetAsync(new ImportId(id), cancellationToken) is not { } import)
        {
            return Problems.NotFound();
        }

        var filter = new ImportProblemFilter(code, severity, query.Sort == "-row");
        return await AnswerAsync(http, query, import, cursor => imports.ProblemsAsync(import.Id, filter, query.Limit, cursor, cancellationToken), messages.ToResource);
    }

    private static async Task<IResult> ReportAsync(
        Guid id, ErrorReport report, CancellationToken cancellationToken, string format = "csv", string encoding = "utf-8", string? lang = null)
    {
        var chosen = DownloadFormat.Parse(format, encoding, lang);
        return chosen.Error is { } error ? Problems.OfField(StatusCodes.Status400BadRequest, error)
            : await report.OpenAsync(new ImportId(id), chosen.Value, cancellationToken) ?? Problems.NotFound();
    }

    private static async Task<IResult> TemplateAsync(
        ImportTemplate template, CancellationToken cancellationToken, string format = "csv", string encoding = "utf-8", string? lang = null)
    {
        var chosen = DownloadFormat.Parse(format, encoding, lang);
        return chosen.Error is { } error ? Problems.OfField(StatusCodes.Status400BadRequest, error) : await template.OpenAsync(chosen.Value, cancellationToken);
    }

    private static async Task<IResult> KeptAsync(HttpContext http, Guid id, IImportQueries imports, CancellationToken cancellationToken)
    {
        var query = new ListQuery(http.Request, ListedKept);
        if (query.Error is { } error)
        {
            return Problems.OfField(StatusCodes.Status400BadRequest, error);
        }

        if (await imports.GetAsync(new ImportId(id), cancellationToken) is not { } import)
        {
            return Problems.NotFound();
        }

        // Before it was undone, everything is still there: that is no list of what was kept.
        return await AnswerAsync(
            http, query, import,
            async cursor => import.Undo is null ? new Page<KeptOrder>([], null) : await imports.KeptAsync(import.Id, query.Sort == "-row", query.Limit, cursor, cancellationToken),
            static order => new KeptOrderResource(order.Id.Value, order.OrderNumber, order.RowNumber, order.Reason));
    }

    /// <summary>A page of what belongs to the import.</summary>
    private static Task<IResult> AnswerAsync<T, TResource>(HttpContext http, ListQuery query, ImportSnapshot import, Func<string?, Task<Page<T>>> read, Func<T, TResource> show) =>
        ListAnswer.ReadAsync(http, query, () => read(query.Cursor), since => PartsOfOne.ChangedAsync(import.ModifiedSeq, import.ModifiedAt, since, read), show);

    private static async Task<IResult> FileAsync(
        Guid id, IImportQueries imports, IImportFileStore files, CancellationToken cancellationToken)
    {
        if (await imports.FileAsync(new ImportId(id), cancellationToken) is not { } found)
        {
            return Problems.NotFound();
        }

        return Results.Stream(files.OpenRead(found.File), DownloadFormat.Bytes, found.File.Name);
    }
}
