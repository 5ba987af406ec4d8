using System.Globalization;
using OrderPortal.Domain.Imports;

namespace OrderPortal.WebApp.Imports.Wizard;

/// <summary>Where each step of the wizard is.</summary>
public static class WizardAddress
{
    public const string Start = "/imports/new";

    public const int Steps = 4;

    public static string Of(StoredFileId file, int step) => step <= 1 ? Start : string.Create(CultureInfo.InvariantCulture, $"{Start}?file={file.Value}&step={step}");
}
