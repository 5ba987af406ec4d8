using Microsoft.AspNetCore.Identity;

namespace OrderPortal.Infrastructure.Tenancy;

/// <summary>Refuses passwords that are long enough and still among the first to be guessed.</summary>
internal sealed class CommonPasswords : IPasswordValidator<PortalUser>
{
    public const string Code = "password_too_common";

    private static readonly HashSet<string> Common = new(StringComparer.OrdinalIgnoreCase)
    {
        "123456789012", "1234567890123", "12345678901234", "123456789123", "1234567891011", "012345678901", "123123123123", "121212121212", "112233445566",
        "111111111111", "000000000000", "987654321098", "1q2w3e4r5t6y", "1q2w3e4r5t6y7u", "1qaz2wsx3edc", "1qaz2wsx3edc4rfv", "qwertyuiop12", "qwertyuiop123",
        "qwertyuiop[]", "qwerty123456", "qwertyqwerty", "qwertyuiopasdfghjkl", "asdfghjkl123", "zxcvbnm12345", "abcdefghijkl", "abcdef123456", "abc123456789",
        "passwordpassword", "password1234", "password12345", "password123456", "passw0rd1234", "mypassword123", "changeme1234", "letmein12345", "welcome12345",
        "administrator", "administrator1", "admin1234567", "iloveyou1234", "iloveyouiloveyou", "orderportal1", "orderportal12", "orderportal123", "p@ssw0rd1234",
    };

    public Task<IdentityResult> ValidateAsync(UserManager<PortalUser> manager, PortalUser user, string? password)
    {
        var tooEasy = password is not null
            && (Common.Contains(password) || password.Distinct().Count() < 5 || string.Equals(password, user.Email, StringComparison.OrdinalIgnoreCase));
        return Task.FromResult(tooEasy ? IdentityResult.Failed(new IdentityError { Code = Code, Description = "" }) : IdentityResult.Success);
    }
}
