using OrderPortal.Domain.Imports;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Imports;

/// <summary>Fields of the forms that bring files in, as the document tells of them; <see cref="ImportUpload"/> reads them.</summary>
internal static class ImportForms
{
    private static readonly ApiFormField File = new("file", FormFieldKind.File, "CSV, TSV, XLSX or XLS.", IsRequired: true);

    private static readonly ApiFormField Encoding = new(
        "encoding", FormFieldKind.Text, "Decided over the whole file where it is left out.", Values: ["utf-8", "utf-8-bom", "cp932", "utf-16le", "utf-16be", "euc-jp"], Example: "cp932");

    private static readonly ApiFormField Delimiter = new("delimiter", FormFieldKind.Text, "`comma`, `tab`, `semicolon` or `pipe`, or the character itself; decided by the file where it is left out.", Example: "comma");
    private static readonly ApiFormField Sheet = new("sheet", FormFieldKind.Text, "Name of a workbook's sheet; the first visible one where it is left out.", Example: "Sheet1");

    public static IReadOnlyList<ApiFormField> Create { get; } =
    [
        File,
        new("profile", FormFieldKind.Text, "Key of a ready-made mapping profile or id of the tenant's own; decided by the headings where it is left out.", Example: "eccube4"),
        ApiFormField.Of<ImportMode>("mode", "`partial` where it is left out."),
        new("dryRun", FormFieldKind.Flag, "True: everything but the writing; the import then waits for its confirmation.", Example: "false"),
        ApiFormField.Of<DuplicatePolicy>("duplicates", "What becomes of order numbers that are there already; `reject` where it is left out."),
        Encoding, Delimiter, Sheet,
        new("allowDuplicateFile", FormFieldKind.Flag, "True: a file that was imported before is taken again.", Example: "false"),
        new("group", FormFieldKind.Text, "Goes to every order whose row names no group.", Example: "春の催事"),
        ApiFormField.Of<ImportSettle>("settle", "Whether the orders are settled at once; `none` where it is left out. Needs the scope `payments.write`."),
        ApiFormField.Of<ImportNotify>("notify", "How customers are told; as the tenant has it where it is left out."),
    ];

    public static IReadOnlyList<ApiFormField> Retry { get; } = [File, Encoding, Delimiter, Sheet];
}
