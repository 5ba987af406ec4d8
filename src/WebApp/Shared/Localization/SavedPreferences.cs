using OrderPortal.Domain.Tenancy.Accounts;

namespace OrderPortal.WebApp.Shared.Localization;

/// <summary>What the switches of the header say, kept with the person who is signed in.</summary>
internal static class SavedPreferences
{
    /// <summary>Where somebody else changes the account at the same moment, the browser alone remembers: the switch has done what was asked.</summary>
    public static async Task ChangeAsync(HttpContext context, Func<Preferences, Preferences> change)
    {
        var account = context.RequestServices.GetRequiredService<IAccount>();
        var present = (await account.GetAsync(context.RequestAborted)).Preferences;
        if (change(present) is var wanted && wanted != present)
        {
            await account.PreferAsync(wanted, context.RequestAborted);
        }
    }
}
