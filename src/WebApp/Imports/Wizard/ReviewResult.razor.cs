using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Auth;

namespace OrderPortal.WebApp.Imports.Wizard;

/// <summary>What would come of an import, and what may still be chosen about it.</summary>
public sealed partial class ReviewResult : ComponentBase
{
    private static readonly (ImportMode Mode, string TextKey)[] Modes =
    [
        (ImportMode.Partial, nameof(ImportWizardText.ModePartial)),
        (ImportMode.AllOrNothing, nameof(ImportWizardText.ModeWhole)),
    ];

    /// <summary>Who may hand orders over may not by that alone take money.</summary>
    private bool _maySettle;

    [Inject]
    public required IStringLocalizer<ImportWizardText> Texts { get; init; }

    [Inject]
    public required ImportMessages Messages { get; init; }

    /// <summary>The dry run, ended.</summary>
    [Parameter, EditorRequired]
    public ImportSnapshot Import { get; set; } = null!;

    [Parameter, EditorRequired]
    public DryRunReview Review { get; set; } = null!;

    [Parameter, EditorRequired]
    public ImportSettings Choices { get; set; } = null!;

    [Parameter]
    public EventCallback<ImportSettings> OnChange { get; set; }

    [CascadingParameter]
    public Task<AuthenticationState>? Authentication { get; set; }

    protected override async Task OnInitializedAsync() =>
        _maySettle = Authentication is not null && SignedInUser.From((await Authentication).User).May(Permissions.PaymentsWrite);

    private IEnumerable<(string TextKey, long Count, bool IsBad)> Orders =>
    [
        (nameof(ImportWizardText.OrdersNew), Import.Counts.OrdersCreated, false),
        (nameof(ImportWizardText.OrdersChanged), Import.Counts.OrdersUpdated, false),
        (nameof(ImportWizardText.OrdersUnchanged), Import.Counts.OrdersUnchanged, false),
        (nameof(ImportWizardText.OrdersSkipped), Import.Counts.OrdersSkipped, false),
        (nameof(ImportWizardText.OrdersRejected), Import.Counts.OrdersRejected, true),
    ];

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
