using System.Security.Cryptography;
using System.Text;
using FsCheck.Fluent;
using OrderPortal.Infrastructure.Shared.Security;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Shared;

public sealed class FieldCipherTests
{
    private const string Context = FieldContexts.OrderCustomerName;
    private static readonly string Index = TestKeys.Entries[1];

    [Fact]
    public void Decrypt_OfWhatWasEncrypted_IsTheSame() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll<string>(text =>
    {
        // Lone surrogates have no UTF-8 form; validation keeps them out.
        var clean = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? ""));
        return TestKeys.Cipher.Decrypt(TestKeys.Cipher.Encrypt(clean, Context), Context) == clean;
    }));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(513)]
    [InlineData(100_000)]
    public void Decrypt_OfAnyLength_IsTheSame(int length)
    {
        var text = new string('山', length);
        Assert.Equal(text, TestKeys.Cipher.Decrypt(TestKeys.Cipher.Encrypt(text, Context), Context));
    }

    [Fact]
    public void Encrypt_IntoTheCallersMemory_GivesWhatDecryptReads()
    {
        var memory = new byte[FieldCipher.MaxEncryptedLength(5) + 10];
        var length = TestKeys.Cipher.Encrypt("山田 太郎", Context, memory);
        Assert.Equal("山田 太郎", TestKeys.Cipher.Decrypt(memory.AsSpan(0, length), Context));
    }

    [Fact]
    public void Encrypt_OfTheSameTwice_Differs() => Assert.NotEqual(TestKeys.Cipher.Encrypt("a", Context), TestKeys.Cipher.Encrypt("a", Context));

    [Fact]
    public void Decrypt_UnderAnotherContext_Fails() =>
        Assert.ThrowsAny<CryptographicException>(() => TestKeys.Cipher.Decrypt(TestKeys.Cipher.Encrypt("a", Context), FieldContexts.OrderNote));

    [Fact]
    public void Decrypt_OfAChangedByte_FailsWhereverItIs()
    {
        var value = TestKeys.Cipher.Encrypt("山田", Context);
        for (var i = 0; i < value.Length; i++)
        {
            var changed = value.ToArray();
            changed[i] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => TestKeys.Cipher.Decrypt(changed, Context));
            Assert.ThrowsAny<CryptographicException>(() => TestKeys.Cipher.Decrypt(value.AsSpan(0, i), Context));
        }
    }

    [Fact]
    public void Rotation_WithANewCurrentKey_ReadsOldAndWritesNew()
    {
        var (first, second) = ($"1:{Key(1)}", $"2:{Key(9)}");
        using var old = new FieldCipher(KeyRing.Parse([first, Index]).Ring!);
        using var both = new FieldCipher(KeyRing.Parse([second, first, Index]).Ring!);
        using var only = new FieldCipher(KeyRing.Parse([second, Index]).Ring!);
        var before = old.Encrypt("a", Context);
        var after = both.Encrypt("a", Context);

        Assert.Equal("a", both.Decrypt(before, Context));
        Assert.Equal((1, 2), (FieldCipher.KeyIdOf(before), FieldCipher.KeyIdOf(after)));
        Assert.Equal("a", only.Decrypt(after, Context));
        Assert.ThrowsAny<CryptographicException>(() => only.Decrypt(before, Context));
    }

    [Fact]
    public void Decrypt_WithAnotherKeyOfTheSameId_Fails()
    {
        using var other = new FieldCipher(KeyRing.Parse([$"1:{Key(7)}", Index]).Ring!);
        Assert.ThrowsAny<CryptographicException>(() => other.Decrypt(TestKeys.Cipher.Encrypt("a", Context), Context));
    }

    [Fact]
    public void Encrypt_OnManyThreads_StaysReadable() => Parallel.For(0, 20_000, i =>
        Assert.Equal($"n{i}", TestKeys.Cipher.Decrypt(TestKeys.Cipher.Encrypt($"n{i}", Context), Context)));

    [Fact]
    public void FileChunk_AtAnotherPlace_DoesNotDecrypt()
    {
        var file = Guid.NewGuid();
        var chunk = TestKeys.Cipher.EncryptBytes([1, 2, 3], FieldContexts.FileChunk(file, 1));
        Assert.Equal([1, 2, 3], TestKeys.Cipher.DecryptBytes(chunk, FieldContexts.FileChunk(file, 1)));
        Assert.ThrowsAny<CryptographicException>(() => TestKeys.Cipher.DecryptBytes(chunk, FieldContexts.FileChunk(file, 2)));
    }

    [Fact]
    public void BlindIndex_OfOneAddress_DiffersBetweenTenantsAndKeys()
    {
        var tenant = Domain.Tenancy.TenantId.New();
        var other = new BlindIndex(KeyRing.Parse(["1:" + Key(1), "index:" + Key(3)]).Ring!);
        Assert.Equal(TestKeys.BlindIndex.ForPhone(tenant, "+81 3-1234-5678"), TestKeys.BlindIndex.ForPhone(tenant, "０３-１２３４-５６７８"));
        Assert.NotEqual(TestKeys.BlindIndex.ForEmail(tenant, "a@b.c"), TestKeys.BlindIndex.ForEmail(Domain.Tenancy.TenantId.New(), "a@b.c"));
        Assert.NotEqual(TestKeys.BlindIndex.ForEmail(tenant, "a@b.c"), other.ForEmail(tenant, "a@b.c"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1:short")]
    [InlineData("x:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("0:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public void Parse_OfAFaultyEntry_SaysSoWithoutRepeatingIt(string entry)
    {
        var (ring, faults) = KeyRing.Parse([entry]);
        Assert.Null(ring);
        Assert.True(faults.Count >= 2);
        Assert.DoesNotContain(faults, f => f.Contains("AAAA", StringComparison.Ordinal) || f.Contains("short", StringComparison.Ordinal));
    }

    private static string Key(byte value) => Convert.ToBase64String(Enumerable.Repeat(value, 32).ToArray());
}
