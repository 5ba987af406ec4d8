using System.Security.Cryptography;
using System.Text;

namespace OrderPortal.Infrastructure.Tenancy;

/// <summary>Makes and checks the hashes of secrets that the portal makes: those of API clients, and recovery codes.</summary>
public static class SecretHash
{
    // Made secrets have 256 random bits, which no guessing reaches; the rounds are for the short ones that people choose.
    private const int Iterations = 20_000;
    private const int SaltLength = 16;
    private const int HashLength = 32;

    public static byte[] Of(string secret)
    {
        var result = new byte[SaltLength + HashLength];
        RandomNumberGenerator.Fill(result.AsSpan(0, SaltLength));
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(secret), result.AsSpan(0, SaltLength), result.AsSpan(SaltLength), Iterations, HashAlgorithmName.SHA256);
        return result;
    }

    /// <summary>Takes the same time whether the secret is right or wrong.</summary>
    public static bool Fits(string secret, byte[] hash)
    {
        Span<byte> actual = stackalloc byte[HashLength];
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(secret), hash.AsSpan(0, SaltLength), actual, Iterations, HashAlgorithmName.SHA256);
        return CryptographicOperations.FixedTimeEquals(actual, hash.AsSpan(SaltLength));
    }
}
