using System.Globalization;
using Microsoft.Net.Http.Headers;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Imports;

/// <summary>How a person wants what is taken home: as CSV or XLSX, and in which language.</summary>
/// <param name="IsWorkbook">XLSX; otherwise CSV.</param>
/// <param name="Encoding">Of CSV.</param>
public sealed record DownloadFormat(bool IsWorkbook, FileEncoding Encoding, CultureInfo Culture)
{
    public const string Csv = "text/csv";
    public const string Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    public const string Bytes = "application/octet-stream";

    public static ApiParameter FormatParameter { get; } = new("format", ParameterKind.Text, "csv where it is left out.", ["csv", "xlsx"]);

    public static ApiParameter EncodingParameter { get; } = new("encoding", ParameterKind.Text, "Of CSV; utf-8, with a byte order mark, where it is left out.", ["utf-8", "cp932"]);

    public static ApiParameter LanguageParameter { get; } = new("lang", ParameterKind.Text, "That of the request where it is left out.", ["ja", "en"]);

    public bool IsJapanese => Culture.TwoLetterISOLanguageName == "ja";

    public TableFormat ToTable() => new(IsWorkbook, Encoding, IsJapanese);

    /// <param name="format"><c>csv</c> or <c>xlsx</c>.</param>
    /// <param name="encoding">UTF-8 or CP932; of no account for a workbook.</param>
    /// <param name="lang"><c>ja</c>, <c>en</c>, or null for the language of the request.</param>
    public static Result<DownloadFormat> Parse(string format, string encoding, string? lang)
    {
        if (format is not ("csv" or "xlsx"))
        {
            return UploadErrors.Bad("format", format);
        }

        var parsed = ImportNames.ParseEncoding(encoding);
        if (parsed is not (FileEncoding.Utf8 or FileEncoding.Utf8Bom or FileEncoding.Cp932))
        {
            return UploadErrors.Bad("encoding", encoding);
        }

        if (lang is not (null or "ja" or "en"))
        {
            return UploadErrors.Bad("lang", lang);
        }

        return new DownloadFormat(format == "xlsx", parsed.Value, CultureInfo.GetCultureInfo(lang ?? CultureInfo.CurrentUICulture.TwoLetterISOLanguageName));
    }

    /// <summary>Headers of the answer; the browser saves it under the name.</summary>
    /// <param name="name">Without its ending.</param>
    public void Announce(HttpResponse response, string name)
    {
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(name + (IsWorkbook ? ".xlsx" : ".csv"));
        response.ContentType = IsWorkbook ? Workbook
            : Encoding == FileEncoding.Cp932 ? "text/csv; charset=Shift_JIS"
            : "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = disposition.ToString();
        response.Headers.CacheControl = "no-store";
        response.Headers.Pragma = "no-cache";
    }
}
