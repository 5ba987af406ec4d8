using Microsoft.AspNetCore.Components;

namespace OrderPortal.WebApp.Tenancy;

/// <summary>The drawing beside the sign-in form; its colours are tokens, so it follows the theme.</summary>
public sealed partial class SignInPicture : ComponentBase
{
    private static readonly int[] Rows = [96, 116, 136, 156, 176, 196];
}
