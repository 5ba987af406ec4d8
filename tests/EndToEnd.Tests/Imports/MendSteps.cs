using Microsoft.Playwright;
using OrderPortal.EndToEnd.Tests.Shared;
using OrderPortal.WebApp.Imports;

namespace OrderPortal.EndToEnd.Tests.Imports;

/// <summary>What a person finds on the page that mends rejected rows.</summary>
internal static class MendSteps
{
    /// <summary>The grid answers keys as soon as its script is there.</summary>
    public static Task HasMendKeysAsync(this PortalPage window) => window.Page.Locator(".op-mend[data-attached=true]").WaitForAsync();

    /// <summary>Stands before the count of what is mended.</summary>
    public static ILocator LeftToMend(this PortalPage window, int rows) => window.Page.GetByText(window.Words.Mend(nameof(MendText.LeftValue), rows, rows)).First;

    /// <param name="row">Of the file, from 1.</param>
    public static ILocator MendCell(this PortalPage window, int row, string heading) =>
        window.Page.GetByRole(AriaRole.Textbox, new() { Name = window.Words.Mend(nameof(MendText.CellLabel), row, heading), Exact = true });
}
