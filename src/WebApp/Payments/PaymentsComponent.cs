using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Auth;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Payments;

/// <summary>What pages about payments have in common: they know whether the reader may act, and follow what changes.</summary>
public abstract class PaymentsComponent : LiveComponent
{
    [Inject]
    public required IStringLocalizer<PaymentsText> Texts { get; init; }

    [Inject]
    public required PaymentMessages Messages { get; init; }

    /// <summary>Settle, retry, cancel, refund. What is not allowed is not shown; <see cref="WriteAsync"/> refuses it all the same.</summary>
    protected bool MayWrite { get; private set; }

    protected override async Task OnInitializedAsync() => MayWrite = SignedInUser.From((await Authentication).User).May(Permissions.PaymentsWrite);

    protected async Task<T> ReadAsync<TService, T>(Func<TService, CancellationToken, Task<T>> query)
        where TService : notnull => await Operations.RunAsync((await Authentication).User, query);

    /// <summary>Runs a use case that changes something. The server's own look at the permission: what is hidden may still have been on the screen when it was taken away.</summary>
    protected async Task<Result<T>> WriteAsync<TService, T>(Func<TService, CancellationToken, Task<Result<T>>> work)
        where TService : notnull
    {
        var user = (await Authentication).User;
        return PortalClaims.Has(user, Permissions.PaymentsWrite) ? await Operations.RunAsync(user, work) : new Error("forbidden");
    }
}
