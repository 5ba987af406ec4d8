using System.Text;
using System.Xml;
using ExcelDataReader.Exceptions;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Infrastructure.Imports.Reading.Workbooks;

/// <summary>Tells the two kinds of workbook apart by their first bytes and opens either.</summary>
internal static class WorkbookFiles
{
    private static readonly byte[] ZipMark = [0x50, 0x4B];
    private static readonly byte[] EncryptedMark = Encoding.Unicode.GetBytes("EncryptedPackage");

    /// <summary>An XLSX with a password lies as a stream of this name in a file of the old kind.</summary>
    /// <param name="file">Seekable; read from its start and set back.</param>
    public static bool IsEncrypted(Stream file)
    {
        if (IsZip(file))
        {
            return false;
        }

        // The directory of such a file may stand anywhere in it.
        var window = new byte[(64 * 1024) + EncryptedMark.Length];
        var kept = 0;
        file.Position = 0;
        int read;
        while ((read = file.ReadAtLeast(window.AsSpan(kept), window.Length - kept, throwOnEndOfStream: false)) > 0)
        {
            var filled = window.AsSpan(0, kept + read);
            if (filled.IndexOf(EncryptedMark) >= 0)
            {
                return true;
            }

            kept = Math.Min(EncryptedMark.Length, filled.Length);
            filled[^kept..].CopyTo(window);
        }

        return false;
    }

    public static IReadOnlyList<string> SheetNames(Stream file) => IsZip(file) ? XlsxFileReader.SheetNames(file) : XlsFileReader.SheetNames(file);

    /// <returns>Null where the workbook has no such sheet.</returns>
    public static WorkbookReader? Open(Stream file, string? sheet) => IsZip(file) ? XlsxFileReader.Open(file, sheet) : XlsFileReader.Open(file, sheet);

    /// <summary>What a reader's exception says of the file, in as many ways as files can be broken; null for what is no fault of the file.</summary>
    public static Error? ProblemOf(Exception exception) => exception switch
    {
        InvalidPasswordException => new Error(ProblemCodes.PasswordProtected),
        WorkbookTooLargeException => new Error(ProblemCodes.UnpacksTooLarge),
        XmlException or InvalidDataException or ExcelReaderException or EndOfStreamException or IndexOutOfRangeException or ArgumentException
            or FormatException or OverflowException or InvalidCastException or KeyNotFoundException => new Error(ProblemCodes.DamagedWorkbook),
        _ => null,
    };

    private static bool IsZip(Stream file)
    {
        Span<byte> mark = stackalloc byte[2];
        file.Position = 0;
        var isZip = file.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false) == mark.Length && mark.SequenceEqual(ZipMark);
        file.Position = 0;
        return isZip;
    }
}
