using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.WebApp.Shared.Localization;

namespace OrderPortal.WebApp.Dashboard;

/// <summary>Tells who reads in another time zone that figures are of days in Japan, and lists of theirs.</summary>
public sealed partial class DaysOfJapan : ComponentBase
{
    [Inject]
    public required IStringLocalizer<DashboardText> Texts { get; init; }

    [Inject]
    public required ReaderClock Zone { get; init; }
}
