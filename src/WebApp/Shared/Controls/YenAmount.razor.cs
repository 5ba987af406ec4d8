using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace OrderPortal.WebApp.Shared.Controls;

/// <summary>Whole yen, in both languages <c>¥1,234</c>.</summary>
public sealed partial class YenAmount : ComponentBase
{
    [Parameter, EditorRequired]
    public long Value { get; set; }

    public static string Format(long yen) =>
        (yen < 0 ? "-¥" : "¥") + (yen < 0 ? -(decimal)yen : yen).ToString("N0", CultureInfo.InvariantCulture);
}
