namespace OrderPortal.WebApp.Tenancy;

/// <summary>One account of the demo tenant.</summary>
public sealed record DemoAccount(string Email, string RoleTextKey);

/// <summary>The accounts that the sign-in page offers where <c>Demo:Enabled</c> says so: by default in development only.</summary>
public sealed class DemoAccounts(IConfiguration configuration, IHostEnvironment environment)
{
    public const string Password = "Demo-portal-2026";

    public static readonly IReadOnlyList<DemoAccount> All =
    [
        new("admin@demo.example", nameof(SignInText.DemoAdmin)),
        new("finance@demo.example", nameof(SignInText.DemoFinance)),
        new("operator@demo.example", nameof(SignInText.DemoOperator)),
        new("viewer@demo.example", nameof(SignInText.DemoViewer)),
    ];

    public bool Enabled { get; } = configuration.GetValue("Demo:Enabled", environment.IsDevelopment());
}
