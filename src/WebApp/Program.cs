using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Mvc;
using OrderPortal.WebApp.Shared.Auth;
using OrderPortal.WebApp.Shared.Shell;
using OrderPortal.WebApp.Tenancy;

if (await OrderPortal.WebApp.Cli.CommandLine.TryRunAsync(args) is { } exitCode)
{
    Environment.ExitCode = exitCode;
    return;
}

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddShell();

// Stands in until Identity supplies the scheme and the two endpoints below.
builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(options =>
{
    options.LoginPath = "/sign-in";
    options.AccessDeniedPath = "/denied";
    options.ReturnUrlParameter = "returnUrl";
});
builder.Services.AddAuthorization();

var app = builder.Build();
app.UseShell();
app.UseAuthentication();
app.UseAuthorization();
app.UseAntiforgery();
app.MapShell();

// The order puts the endpoint before the page of the same address, which takes posts too.
app.MapPost("/sign-in", async (HttpContext context, DemoAccounts demo, [FromForm] string email, [FromForm] string password, [FromForm] string? returnUrl) =>
{
    var target = ReturnUrl.LocalOrHome(returnUrl);
    if (!demo.Enabled || password != DemoAccounts.Password || !DemoAccounts.All.Any(account => account.Email == email))
    {
        return Results.LocalRedirect($"/sign-in?error=invalid_credentials&returnUrl={Uri.EscapeDataString(target)}");
    }

    var claims = new Claim[] { new(ClaimTypes.Name, email), new(SignedInUser.DisplayNameClaim, "山田 花子"), new(ClaimTypes.Role, email.Split('@')[0]) };
    await context.SignInAsync(new ClaimsPrincipal(new ClaimsIdentity(claims, CookieAuthenticationDefaults.AuthenticationScheme)));
    return Results.LocalRedirect(target);
}).AllowAnonymous().WithOrder(-1);
app.MapPost("/sign-out", async (HttpContext context, [FromForm] string? returnUrl) =>
{
    await context.SignOutAsync();
    return Results.LocalRedirect("/sign-in");
}).WithOrder(-1);
app.Run();

/// <summary>Named for the tests' host.</summary>
public sealed partial class Program;
