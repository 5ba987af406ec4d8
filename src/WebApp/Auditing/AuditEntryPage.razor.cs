using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Auditing;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Auditing;

/// <summary>One entry with all that it says. Personal values are masked already where they are stored.</summary>
public sealed partial class AuditEntryPage : ComponentBase
{
    private IReadOnlyList<AuditChange> _changes = [];

    [Inject]
    public required IStringLocalizer<AuditText> Texts { get; init; }

    [Inject]
    public required AuditWords Words { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Parameter]
    public long Number { get; set; }

    /// <summary>Null: there is none such.</summary>
    [PersistentState]
    public AuditLine? Line { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        if (Line?.Number != Number)
        {
            Line = await Operations.RunAsync<IAuditSearch, AuditLine?>((await Authentication).User, (search, ct) => search.GetAsync(Number, ct));
        }

        _changes = AuditDiff.Of(Line?.Before, Line?.After);
    }
}
