using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Profiles;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Imports;

/// <summary>Errors of the form around the file, as opposed to those of the file.</summary>
public static class UploadErrors
{
    public const string NotMultipart = "not_multipart";

    /// <summary>Not even said to be a form.</summary>
    public const string NotAForm = "unsupported_media_type";
    public const string MissingFile = "missing_file";
    public const string TooManyFiles = "too_many_files";
    public const string UnknownField = ListQuery.UnknownField;
    public const string BadValue = ListQuery.BadValue;
    public const string NotPermitted = "not_permitted";

    public static Error Unknown(string field) => new(UnknownField, ListQuery.Shorten(field));

    public static Error Bad(string field, string value) => ListQuery.Bad(field, value);

    /// <summary>The caller may hand the file over, but not ask for this.</summary>
    public static Error NotAllowed(string field) => new(NotPermitted, field);
}

/// <summary>
/// Takes a multipart upload in as it arrives: the file goes straight to the database, piece by piece, and is never held in memory or
/// on disk. Fields may stand before or behind the file.
/// </summary>
public sealed class ImportUpload(IImportFileStore files, IMappingProfiles profiles, ImportLimits limits)
{
    private const int MaxFieldBytes = 4_096;
    private const int MaxParts = 50;

    /// <summary>Room for the form around the file.</summary>
    public const long FormOverheadBytes = 256 * 1024;

    /// <returns>File and settings, or what was wrong with the form; then no file is kept.</returns>
    public Task<Result<(StoredFile File, ImportSettings Settings)>> ReceiveAsync(HttpRequest request, CancellationToken cancellationToken) =>
        ReceiveAsync(request, Known, cancellationToken);

    /// <param name="fields">Fields that the form may have beside the file.</param>
    /// <inheritdoc cref="ReceiveAsync(HttpRequest, CancellationToken)"/>
    public async Task<Result<(StoredFile File, ImportSettings Settings)>> ReceiveAsync(HttpRequest request, IReadOnlySet<string> fields, CancellationToken cancellationToken)
    {
        if (!IsForm(request))
        {
            return new Error(UploadErrors.NotAForm);
        }

        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= 200 } boundary)
        {
            return new Error(UploadErrors.NotMultipart);
        }

        if (request.ContentLength > limits.MaxFileBytes + FormOverheadBytes)
        {
            return TooLarge();
        }

        StoredFile? file = null;
        var settings = new ImportSettings();
        Error? error = null;
        try
        {
            var reader = new MultipartReader(boundary, request.Body);
            for (var part = 0; error is null && await reader.ReadNextSectionAsync(cancellationToken) is { } section; part++)
            {
                if (part >= MaxParts || section.GetContentDispositionHeader() is not { } disposition)
                {
                    error = new Error(UploadErrors.NotMultipart);
                }
                else if (disposition.IsFileDisposition())
                {
                    (file, error) = await ReceiveFileAsync(section, disposition, file, cancellationToken);
                }
                else
                {
                    (settings, error) = await ReceiveFieldAsync(section, disposition, fields, settings, cancellationToken);
                }
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or BadHttpRequestException)
        {
            // A form cut off half-way or not one at all. The caller may be gone; if not, it hears why.
            error = exception is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } ? TooLarge() : new Error(UploadErrors.NotMultipart);
        }
        catch when (file is not null)
        {
            // Nobody else would ever remove a whole file that belongs to no import.
            await files.DeleteAsync(file.Id, CancellationToken.None);
            throw;
        }

        if (error is null && settings.Settle != ImportSettle.None && !PortalClaims.Has(request.HttpContext.User, Permissions.PaymentsWrite))
        {
            // Who may hand orders over may not by that alone take money.
            error = UploadErrors.NotAllowed("settle");
        }

        if (error is null && file is not null)
        {
            return (file, settings);
        }

        if (file is not null)
        {
            await files.DeleteAsync(file.Id, CancellationToken.None);
        }

        return error ?? new Error(UploadErrors.MissingFile);
    }

    public static bool IsForm(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);

    private Error TooLarge() => new(ProblemCodes.TooLarge, (limits.MaxFileBytes / (1024 * 1024)).ToString(System.Globalization.CultureInfo.InvariantCulture));

    private async Task<(StoredFile? File, Error? Error)> ReceiveFileAsync(
        MultipartSection section, ContentDispositionHeaderValue disposition, StoredFile? earlier, CancellationToken cancellationToken)
    {
        if (!string.Equals(HeaderUtilities.RemoveQuotes(disposition.Name).Value, "file", StringComparison.Ordinal))
        {
            return (earlier, UploadErrors.Unknown(HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? ""));
        }

        if (earlier is not null)
        {
            return (earlier, new Error(UploadErrors.TooManyFiles));
        }

        var name = FileNames.Clean(HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value);
        var saved = await files.SaveAsync(section.Body, name, limits.MaxFileBytes, cancellationToken);
        return saved.Error is { } refused ? (null, refused.Code == ProblemCodes.TooLarge ? TooLarge() : refused) : (saved.Value, null);
    }

    private async Task<(ImportSettings Settings, Error? Error)> ReceiveFieldAsync(
        MultipartSection section, ContentDispositionHeaderValue disposition, IReadOnlySet<string> fields, ImportSettings settings, CancellationToken cancellationToken)
    {
        var field = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "";
        if (field.Length == 0)
        {
            return (settings, new Error(UploadErrors.NotMultipart));
        }

        if (!fields.Contains(field))
        {
            return (settings, UploadErrors.Unknown(field));
        }

        var buffer = new byte[MaxFieldBytes + 1];
        var length = await section.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        if (length > MaxFieldBytes)
        {
            return (settings, UploadErrors.Bad(field, Encoding.UTF8.GetString(buffer, 0, 400)));
        }

        var value = Encoding.UTF8.GetString(buffer, 0, length).Trim();
        (settings, var error) = Apply(settings, field, value);
        return error is null && field == "profile" && settings.Profile is { } profile && await profiles.FindMappingAsync(profile, cancellationToken) is null
            ? (settings, UploadErrors.Bad(field, value))
            : (settings, error);
    }

    /// <summary>Blank fields count as absent: a form sends every control it has.</summary>
    private static (ImportSettings Settings, Error? Error) Apply(ImportSettings settings, string field, string value)
    {
        if (value.Length == 0)
        {
            return (settings, null);
        }

        (ImportSettings, Error?) Bad() => (settings, UploadErrors.Bad(field, value));
        switch (field)
        {
            case "mode":
                return ImportNames.Parse<ImportMode>(value) is { } mode ? (settings with { Mode = mode }, null) : Bad();
            case "duplicates":
                return ImportNames.Parse<DuplicatePolicy>(value) is { } duplicates ? (settings with { Duplicates = duplicates }, null) : Bad();
            case "encoding":
                return ImportNames.ParseEncoding(value) is { } encoding ? (settings with { Encoding = encoding }, null) : Bad();
            case "delimiter":
                return ParseDelimiter(value) is { } delimiter ? (settings with { Delimiter = delimiter }, null) : Bad();
            case "group":
                return value.Length <= OrderLimits.GroupLength && !value.Any(char.IsControl) ? (settings with { Group = value }, null) : Bad();
            case "allowDuplicateFile":
                return bool.TryParse(value, out var allow) ? (settings with { AllowDuplicateFile = allow }, null) : Bad();
            case "dryRun":
                return bool.TryParse(value, out var dry) ? (settings with { DryRun = dry }, null) : Bad();
            case "settle":
                return ImportNames.Parse<ImportSettle>(value) is { } settle ? (settings with { Settle = settle }, null) : Bad();
            case "notify":
                return ImportNames.Parse<ImportNotify>(value) is { } notify ? (settings with { Notify = notify }, null) : Bad();
            case "sheet":
                return value.Length <= 31 ? (settings with { Sheet = value }, null) : Bad();
            case "profile":
                return (settings with { Profile = value }, null);
            default:
                return (settings, UploadErrors.Unknown(field));
        }
    }

    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "mode", "duplicates", "encoding", "delimiter", "group", "allowDuplicateFile", "dryRun", "settle", "notify", "profile", "sheet",
    };

    private static char? ParseDelimiter(string value) => value switch
    {
        "," or "comma" => ',',
        "tab" or "\\t" => '\t',
        ";" or "semicolon" => ';',
        "|" or "pipe" => '|',
        _ => null,
    };
}

/// <summary>File names come from strangers.</summary>
public static class FileNames
{
    private const int MaxLength = 200;

    /// <summary>The last part of a path without control characters, shortened; never used as a path.</summary>
    public static string Clean(string? name)
    {
        var last = (name ?? "").Split('/', '\\')[^1];
        var kept = new StringBuilder();
        foreach (var rune in last.EnumerateRunes())
        {
            // Emoji and rare kanji stay whole; marks that turn the writing round could make "exe.csv" of "vsc.exe".
            if (kept.Length + rune.Utf16SequenceLength <= MaxLength && !Rune.IsControl(rune) && !IsDirection(rune.Value) && rune != Rune.ReplacementChar)
            {
                kept.Append(rune);
            }
        }

        var clean = kept.ToString().Trim();
        return clean.Length == 0 ? "orders.csv" : clean;
    }

    private static bool IsDirection(int value) => value is 0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
}
