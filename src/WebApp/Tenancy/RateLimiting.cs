using System.Globalization;
using System.Security.Claims;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Tenancy;

/// <summary>
/// The limits of API clients, on the operations of the API (<see cref="ApiOperation"/>; hubs are none). <see cref="CountsAsUpload"/> counts among the uploads, everything else among
/// the requests: reads, and the other writes with them, which have no limit of their own. Every answer to a client that has limits tells of them:
/// <c>X-RateLimit-Limit</c> and <c>-Remaining</c> of that kind, <c>-Reset</c> as seconds until its hour ends; a refusal is 429 with <c>Retry-After</c> in seconds, and is not counted.
/// What authorization refuses comes before the limits and is not counted either.
/// </summary>
public static class RateLimiting
{
    /// <summary>One of the running requests may end any moment.</summary>
    private static readonly TimeSpan RetryWhenTooMany = TimeSpan.FromSeconds(1);

    /// <summary>After <c>UseAuthorization</c>; needs <c>AddRateLimits</c>.</summary>
    public static WebApplication UseRateLimits(this WebApplication app)
    {
        var limits = app.Services.GetRequiredService<IRequestLimits>();
        app.Use((context, next) => context.GetEndpoint()?.Metadata is { } metadata && metadata.GetMetadata<ApiOperation>() is not null && IsLimited(context.User, out var tenant, out var client)
            ? AdmitAsync(context, next, limits, tenant, client, metadata.GetMetadata<CountsAsUpload>() is not null)
            : next(context));
        return app;
    }

    private static bool IsLimited(ClaimsPrincipal user, out TenantId tenant, out Guid client)
    {
        client = default;
        tenant = default;
        if (!user.HasClaim(PortalClaims.Kind, PortalClaims.KindClient) || user.HasClaim(static claim => claim.Type == PortalClaims.Unlimited) || !PortalClaims.TryRead(user, out tenant, out var actor))
        {
            return false;
        }

        client = actor.Id;
        return true;
    }

    private static async Task AdmitAsync(HttpContext context, RequestDelegate next, IRequestLimits limits, TenantId tenant, Guid client, bool isUpload)
    {
        var admission = await limits.AdmitAsync(tenant, client, isUpload, context.RequestAborted);

        // At the start of the answer: an error's answer begins with headers taken away.
        context.Response.OnStarting(static state =>
        {
            var (response, admission) = ((HttpResponse, RequestAdmission))state;
            Tell(response.Headers, admission);
            return Task.CompletedTask;
        }, (context.Response, admission));
        if (admission.Slot is not { } slot)
        {
            await Problems.WriteAsync(context, StatusCodes.Status429TooManyRequests, "rate_limited");
            return;
        }

        try
        {
            await next(context);
        }
        finally
        {
            // Before the answer's end goes out: a client that sends its next request on seeing the end of this one must find the slot free.
            await slot.DisposeAsync();
        }
    }

    private static void Tell(IHeaderDictionary headers, RequestAdmission admission)
    {
        headers["X-RateLimit-Limit"] = Text(admission.Limit);
        headers["X-RateLimit-Remaining"] = Text(admission.Remaining);
        headers["X-RateLimit-Reset"] = Text((int)admission.ResetsIn.TotalSeconds);
        if (admission.Refusal != RequestRefusal.None)
        {
            headers.RetryAfter = Text((int)(admission.Refusal == RequestRefusal.HourUsedUp ? admission.ResetsIn : RetryWhenTooMany).TotalSeconds);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
