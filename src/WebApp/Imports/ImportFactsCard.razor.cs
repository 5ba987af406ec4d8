using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;

namespace OrderPortal.WebApp.Imports;

/// <summary>Who, when, from where, and how the file was read.</summary>
public sealed partial class ImportFactsCard : ComponentBase
{
    [Inject]
    public required IStringLocalizer<ImportsText> Texts { get; init; }

    [Parameter, EditorRequired]
    public ImportSnapshot Import { get; set; } = null!;

    /// <summary>The import whose rejected rows this one mends, or null.</summary>
    [Parameter]
    public ImportSnapshot? Parent { get; set; }

    private string ModeKey => Import switch
    {
        { Task: ImportTask.DryRun } => nameof(ImportsText.ModeDryRun),
        { Mode: ImportMode.AllOrNothing } => nameof(ImportsText.ModeAllOrNothing),
        _ => nameof(ImportsText.ModePartial),
    };

    private string DuplicatesKey => Import.Duplicates switch
    {
        DuplicatePolicy.Skip => nameof(ImportsText.DuplicatesSkip),
        DuplicatePolicy.Update => nameof(ImportsText.DuplicatesUpdate),
        _ => nameof(ImportsText.DuplicatesReject),
    };

    private string SettleKey => Import.Settle switch
    {
        ImportSettle.PerOrder => nameof(ImportsText.SettlePerOrder),
        ImportSettle.ByCustomer => nameof(ImportsText.SettleByCustomer),
        _ => nameof(ImportsText.SettleNone),
    };

    private string NotifyKey => Import.Notify switch
    {
        ImportNotify.None => nameof(ImportsText.NotifyNone),
        ImportNotify.PerOrder => nameof(ImportsText.NotifyPerOrder),
        ImportNotify.Digest => nameof(ImportsText.NotifyDigest),
        _ => nameof(ImportsText.NotifyDefault),
    };

    private string DelimiterText => Import.Delimiter is { } delimiter ? Texts[nameof(ImportsText.FactAlso), Texts[ImportLook.DelimiterKey(delimiter)].Value] : "";

    private string Sha => Convert.ToHexStringLower(Import.Sha256);
}
