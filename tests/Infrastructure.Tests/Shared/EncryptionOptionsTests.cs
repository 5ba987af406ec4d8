using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OrderPortal.Infrastructure.Shared.Security;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Shared;

public sealed class EncryptionOptionsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orderportal-keys-").FullName;

    [Fact]
    public async Task Start_InProductionWithoutKeys_IsRefusedInOneLine()
    {
        using var host = Build("Production");
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("Encryption:Keys", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public async Task Start_WithAFaultyKey_NamesTheSettingAndNotTheKey()
    {
        using var host = Build("Production", ("Encryption:Keys", "1:c2VjcmV0,index:x"));
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));
        Assert.DoesNotContain("c2VjcmV0", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_InDevelopment_MakesKeysOnceForTheOwnerAlone()
    {
        byte[] value;
        using (var first = Build("Development"))
        {
            value = first.Services.GetRequiredService<FieldCipher>().Encrypt("a", FieldContexts.OrderNote);
        }

        using var second = Build("Development");
        Assert.Equal("a", second.Services.GetRequiredService<FieldCipher>().Decrypt(value, FieldContexts.OrderNote));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, "keys")));
        }
    }

    [Fact]
    public void Keys_AsAListOrAsOneText_AreTheSame()
    {
        using var list = Build("Production", ("Encryption:Keys:0", TestKeys.Entries[0]), ("Encryption:Keys:1", TestKeys.Entries[1]));
        using var text = Build("Production", ("Encryption:Keys", string.Join(',', TestKeys.Entries)));
        var value = list.Services.GetRequiredService<FieldCipher>().Encrypt("a", FieldContexts.OrderNote);
        Assert.Equal("a", text.Services.GetRequiredService<FieldCipher>().Decrypt(value, FieldContexts.OrderNote));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private IHost Build(string environment, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment });
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)).Append(new("ORDERPORTAL_DATA", _folder)));
        builder.Services.AddEncryption();
        return builder.Build();
    }
}
