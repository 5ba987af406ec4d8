using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Tenancy.Accounts;

/// <summary>A page of a person's own account: runs operations as them, one at a time, and says what became of each.</summary>
public abstract class AccountPart : ComponentBase
{
    [Inject]
    public required IStringLocalizer<AccountText> Texts { get; init; }

    [Inject]
    public required AccountMessages Messages { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    protected (Tone Tone, string Text)? Said { get; set; }

    /// <summary>Why the form was refused.</summary>
    protected Error? Refusal { get; set; }

    protected bool IsBusy { get; private set; }

    protected async Task<T> RunAsync<TService, T>(Func<TService, CancellationToken, Task<T>> work)
        where TService : notnull => await Operations.RunAsync((await Authentication).User, work);

    /// <summary>Ignores a second press while the first is at work.</summary>
    protected async Task OnceAsync(Func<Task> work)
    {
        if (IsBusy)
        {
            return;
        }

        (IsBusy, Refusal, Said) = (true, null, null);
        try
        {
            await work();
        }
        finally
        {
            IsBusy = false;
        }
    }

    /// <summary>The refusal where it is one of these, which belong to one field.</summary>
    protected string? Of(params string[] codes) => Refusal is { } error && codes.Contains(error.Code, StringComparer.Ordinal) ? Messages.Sentence(error) : null;

    /// <summary>Remembers a refusal; what stands at no field of the page is said above it.</summary>
    protected void Refuse(Error error, params string[] codesAtFields)
    {
        Refusal = error;
        if (!codesAtFields.Contains(error.Code, StringComparer.Ordinal))
        {
            Said = (Tone.Danger, Messages.Sentence(error));
        }
    }
}
