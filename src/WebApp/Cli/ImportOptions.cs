using System.Globalization;

namespace OrderPortal.WebApp.Cli;

/// <summary>What <c>import</c> was asked to do. Values for the portal are passed on as they are: it says what is wrong with them.</summary>
internal sealed record ImportOptions
{
    public const string DefaultUrl = "http://127.0.0.1:5080";

    public const string Usage = """
        import FILE [options]
          --url URL            the portal (ORDERPORTAL_URL, http://127.0.0.1:5080)
          --client ID          API client (ORDERPORTAL_CLIENT, demo-client)
          --secret SECRET      its secret (ORDERPORTAL_SECRET, that of the demo client)
          --errors FILE        write the error report there, as a workbook where FILE ends in .xlsx, else as CSV
          --report-encoding E  of the report as CSV: utf-8 (default) or cp932
          --lang L             ja or en (LANG)
          --profile P --mode partial|allOrNothing --dry-run --duplicates reject|skip|update
          --encoding E --delimiter D --sheet S --group G
          --settle none|perOrder|byCustomer --notify none|perOrder|digest --allow-duplicate-file
        """;

    private static readonly Dictionary<string, string> Fields = new(StringComparer.Ordinal)
    {
        ["--profile"] = "profile", ["--mode"] = "mode", ["--duplicates"] = "duplicates", ["--encoding"] = "encoding", ["--delimiter"] = "delimiter",
        ["--sheet"] = "sheet", ["--group"] = "group", ["--settle"] = "settle", ["--notify"] = "notify",
    };

    public required string File { get; init; }

    public required Uri Url { get; init; }

    public required string Client { get; init; }

    public required string Secret { get; init; }

    public string? Errors { get; init; }

    /// <summary><c>csv</c> or <c>xlsx</c>, by the ending of <see cref="Errors"/>.</summary>
    public string ReportFormat => Errors is { } path && path.EndsWith(".xlsx", StringComparison.OrdinalIgnoreCase) ? "xlsx" : "csv";

    public string ReportEncoding { get; init; } = "utf-8";

    public bool Japanese { get; init; }

    /// <summary>Further form fields of the upload.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Form { get; init; }

    /// <returns>The options, or the one line that says what is wrong with the arguments.</returns>
    public static (ImportOptions? Options, string? Complaint) Parse(string[] args, Func<string, string?> environment)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var form = new List<KeyValuePair<string, string>>();
        string? file = null;
        for (var i = 0; i < args.Length; i++)
        {
            var name = args[i];
            if (name is "--dry-run" or "--allow-duplicate-file")
            {
                form.Add(new(name == "--dry-run" ? "dryRun" : "allowDuplicateFile", "true"));
            }
            else if (!name.StartsWith('-'))
            {
                if (file is not null)
                {
                    return (null, $"import: one file at a time ({file}, {name})");
                }

                file = name;
            }
            else if (!Fields.ContainsKey(name) && name is not ("--url" or "--client" or "--secret" or "--errors" or "--report-encoding" or "--lang"))
            {
                return (null, $"import: unknown option {name}");
            }
            else if (++i == args.Length)
            {
                return (null, $"import: {name} needs a value");
            }
            else if (Fields.TryGetValue(name, out var field))
            {
                form.Add(new(field, args[i]));
            }
            else
            {
                values[name] = args[i];
            }
        }

        string Value(string option, string variable, string otherwise) => values.GetValueOrDefault(option) ?? environment(variable) ?? otherwise;
        var language = values.GetValueOrDefault("--lang") ?? environment("LANG") ?? CultureInfo.CurrentUICulture.Name;
        var url = Value("--url", "ORDERPORTAL_URL", DefaultUrl);
        return file is null ? (null, "import: which file?")
            : !System.IO.File.Exists(file) ? (null, $"import: there is no file {file}")
            : !Uri.TryCreate(url, UriKind.Absolute, out var portal) || portal.Scheme is not ("http" or "https") ? (null, $"import: {url} is not a web address")
            : values.GetValueOrDefault("--report-encoding", "utf-8") is var encoding && encoding is not ("utf-8" or "cp932") ? (null, $"import: --report-encoding is utf-8 or cp932, not {encoding}")
            : values.TryGetValue("--lang", out var chosen) && chosen is not ("ja" or "en") ? (null, $"import: --lang is ja or en, not {chosen}")
            : (new ImportOptions
            {
                File = file,
                Url = portal,
                Client = Value("--client", "ORDERPORTAL_CLIENT", "demo-client"),
                Secret = Value("--secret", "ORDERPORTAL_SECRET", "demo-secret-2026"),
                Errors = values.GetValueOrDefault("--errors"),
                ReportEncoding = encoding,
                Japanese = language.StartsWith("ja", StringComparison.OrdinalIgnoreCase),
                Form = form,
            }, null);
    }
}
