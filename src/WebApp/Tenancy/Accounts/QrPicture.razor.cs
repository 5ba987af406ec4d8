using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;
using QRCoder;

namespace OrderPortal.WebApp.Tenancy.Accounts;

/// <summary>A text as a QR code: dark on light in both themes, since many cameras read no other.</summary>
public sealed partial class QrPicture : ComponentBase
{
    private string _path = "";
    private string? _drawn;

    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    /// <summary>What the picture is for.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>Modules along a side, with the quiet zone around.</summary>
    private int Size { get; set; }

    protected override void OnParametersSet()
    {
        if (_drawn == Text)
        {
            return;
        }

        using var code = QRCodeGenerator.GenerateQrCode(Text, QRCodeGenerator.ECCLevel.M);
        (_drawn, Size) = (Text, code.ModuleMatrix.Count);
        var path = new StringBuilder();
        for (var y = 0; y < Size; y++)
        {
            for (var x = 0; x < Size; x++)
            {
                if (code.ModuleMatrix[y][x])
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
                }
            }
        }

        _path = path.ToString();
    }
}
