using OrderPortal.Domain.Tenancy.Accounts;

namespace OrderPortal.WebApp.Shared.Api;

/// <summary>Stands before endpoints that make secrets or give money back: a person has to have given the password lately (<see cref="IPasswordAgain"/>), a program passes.</summary>
public static class FreshPassword
{
    public static async ValueTask<object?> RequireAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        return await http.RequestServices.GetRequiredService<IPasswordAgain>().IsFreshAsync(http.RequestAborted)
            ? await next(context)
            : Problems.Of(StatusCodes.Status403Forbidden, "password_needed");
    }
}
