namespace OrderPortal.Infrastructure.Shared.Security;

/// <summary>A key of ASP.NET Core Data Protection (cookies, tokens); shared by all instances, encrypted.</summary>
public sealed class DataProtectionKeyRecord
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string FriendlyName { get; init; }

    public required byte[] XmlEncrypted { get; init; }
}
