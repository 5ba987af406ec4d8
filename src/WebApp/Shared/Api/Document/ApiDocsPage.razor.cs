using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.WebApp.Shared.Shell;

namespace OrderPortal.WebApp.Shared.Api.Document;

/// <summary>The API for people: how to begin, and every operation of the document. A plain document without a circuit, for anybody.</summary>
public sealed partial class ApiDocsPage : ComponentBase
{
    private ApiDocsView? _view;

    [Inject]
    public required ApiDocument Document { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    [Inject]
    public required IStringLocalizer<ApiDocsText> Texts { get; set; }

    [Inject]
    public required IStringLocalizer<ShellText> Shell { get; set; }

    /// <summary>Of this portal, without a slash at its end.</summary>
    private string Address => Navigation.BaseUri.TrimEnd('/');

    protected override async Task OnInitializedAsync() => _view = new ApiDocsView((await Document.GetAsync()).Root);
}
