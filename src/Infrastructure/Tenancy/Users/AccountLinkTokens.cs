using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Domain.Tenancy.Users;

namespace OrderPortal.Infrastructure.Tenancy.Users;

/// <summary>What a link carries.</summary>
/// <param name="Stamp">Hash of the security stamp that the user had: with another one the link is used up.</param>
internal sealed record AccountLinkToken(TenantId Tenant, Guid User, AccountLinkKind Kind, DateTimeOffset ValidUntil, byte[] Stamp)
{
    public bool Fits(PortalUser user) => CryptographicOperations.FixedTimeEquals(Stamp, AccountLinkTokens.HashOf(user));
}

/// <summary>Writes and reads the tokens of links: encrypted and signed by the keys that all instances share, so nothing about them is stored.</summary>
internal sealed class AccountLinkTokens(IDataProtectionProvider protection, TimeProvider clock)
{
    private const int Length = 16 + 16 + 1 + 8 + SHA256.HashSizeInBytes;

    private readonly IDataProtector _protector = protection.CreateProtector("OrderPortal.Tenancy.AccountLinks.v1");

    public string Write(PortalUser user, AccountLinkKind kind, DateTimeOffset validUntil)
    {
        var bytes = new byte[Length];
        user.TenantId.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        user.Id.TryWriteBytes(bytes.AsSpan(16), bigEndian: true, out _);
        bytes[32] = (byte)kind;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(33), validUntil.ToUnixTimeMilliseconds());
        HashOf(user).CopyTo(bytes, 41);
        return WebEncoders.Base64UrlEncode(_protector.Protect(bytes));
    }

    /// <summary>Null: nobody here wrote it, or its time is over.</summary>
    public AccountLinkToken? Read(string token)
    {
        if (Open(token) is not { Length: Length } bytes)
        {
            return null;
        }

        var validUntil = DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(33)));
        return validUntil <= clock.GetUtcNow()
            ? null
            : new AccountLinkToken(
                new TenantId(new Guid(bytes.AsSpan(0, 16), bigEndian: true)), new Guid(bytes.AsSpan(16, 16), bigEndian: true), (AccountLinkKind)bytes[32], validUntil, bytes[41..]);
    }

    internal static byte[] HashOf(PortalUser user) => SHA256.HashData(Encoding.UTF8.GetBytes(user.SecurityStamp ?? ""));

    private byte[]? Open(string token)
    {
        try
        {
            return _protector.Unprotect(WebEncoders.Base64UrlDecode(token));
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            // Not one of ours, or cut off by a mail program: both are told alike.
            return null;
        }
    }
}
