using Microsoft.AspNetCore.Identity;

namespace OrderPortal.Infrastructure.Tenancy.Users;

/// <summary>Who may sign in at all: Identity asks at every step of every way in.</summary>
internal sealed class EnabledUsers : IUserConfirmation<PortalUser>
{
    public Task<bool> IsConfirmedAsync(UserManager<PortalUser> manager, PortalUser user) => Task.FromResult(user.DisabledAt is null);
}
