using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace OrderPortal.Infrastructure.Shared.Security;

public static class SecurityRegistration
{
    /// <summary>Keys, cipher and blind index. A start without keys (or, in Development, without a place to make them) is refused.</summary>
    public static IServiceCollection AddEncryption(this IServiceCollection services)
    {
        services.AddSingleton<EncryptionOptionsSetup>();
        services.AddSingleton<IPostConfigureOptions<EncryptionOptions>>(p => p.GetRequiredService<EncryptionOptionsSetup>());
        services.AddSingleton<IValidateOptions<EncryptionOptions>>(p => p.GetRequiredService<EncryptionOptionsSetup>());
        services.AddOptions<EncryptionOptions>().BindConfiguration("Encryption").ValidateOnStart();
        services.AddSingleton(p => KeyRing.Parse(p.GetRequiredService<IOptions<EncryptionOptions>>().Value.Keys).Ring!);
        services.AddSingleton<FieldCipher>();
        services.AddSingleton<BlindIndex>();
        return services;
    }

    /// <summary>Keys of cookies and tokens, in the database. Needs persistence and encryption.</summary>
    public static IServiceCollection AddSharedDataProtection(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("OrderPortal");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>, DataProtectionSetup>();
        return services;
    }
}
