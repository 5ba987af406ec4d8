using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Imports;

/// <summary>The rows that need a human, by kind, with the way to mend each; filter and page stand in the address.</summary>
public sealed partial class ImportProblemsCard : ComponentBase
{
    private const int PageSize = 50;
    private (Guid, string?, string?)? _shown;

    [Inject]
    public required IStringLocalizer<ImportsText> Texts { get; init; }

    [Inject]
    public required ImportMessages Messages { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Parameter, EditorRequired]
    public ImportSnapshot Import { get; set; } = null!;

    [Parameter, EditorRequired]
    public IReadOnlyList<ProblemSummary> Summary { get; set; } = [];

    [Parameter]
    public string? Code { get; set; }

    [Parameter]
    public string? After { get; set; }

    private IReadOnlyList<ImportProblem>? Problems { get; set; }

    private string? Next { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        var wanted = (Import.Id.Value, Code, After);
        if (_shown == wanted)
        {
            return;
        }

        _shown = wanted;
        var page = await Operations.RunAsync((await Authentication).User, (services, ct) =>
            services.GetRequiredService<IImportQueries>().ProblemsAsync(Import.Id, new ImportProblemFilter(Code), PageSize, After, ct));
        Problems = page.Items;
        Next = page.Next;
    }

    private static StatusLook Look(ImportProblem problem) =>
        problem.Code == ProblemCodes.Adjusted ? StatusCatalog.Adjusted : StatusCatalog.Of(problem.Severity);

    private string Href(string? after)
    {
        var query = string.Join('&', new[]
        {
            Code is null ? null : $"code={Uri.EscapeDataString(Code)}",
            after is null ? null : $"after={Uri.EscapeDataString(after)}",
        }.Where(part => part is not null));
        return $"/imports/{Import.Number}{(query.Length > 0 ? "?" + query : "")}";
    }

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
