namespace OrderPortal.Infrastructure.Shared.Security;

/// <summary>A key of ASP.NET Core Data Protection (cookies, tokens); shared by all instances.</summary>
public sealed class DataProtectionKeyRecord
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string FriendlyName { get; init; }

    /// <summary>The key itself is encrypted within.</summary>
    public required string Xml { get; init; }
}
