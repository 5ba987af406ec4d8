using Microsoft.AspNetCore.Http.Features;

namespace OrderPortal.WebApp.Shared.Api;

/// <summary>
/// Stands around everything that programs call: an exception, or a refusal by routing and binding that has no body, is answered with a
/// problem too, in every environment; and nobody on the way keeps an answer, since most name people.
/// </summary>
public static partial class ApiErrors
{
    /// <summary>Behind the request's language.</summary>
    public static void UseApiErrors(this IApplicationBuilder app) =>
        app.UseWhen(context => Auth.ApiPaths.Contains(context.Request.Path), api => api.Use(AnswerAsync));

    private static async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        var response = context.Response;
        response.Headers.CacheControl = "no-store";
        response.Headers.Pragma = "no-cache";
        response.OnStarting(HearOutAsync, context);
        try
        {
            await next(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for an answer any more; what the endpoint had begun, it has undone.
            return;
        }
        catch (BadHttpRequestException exception) when (!response.HasStarted)
        {
            response.StatusCode = exception.StatusCode;
        }
#pragma warning disable CA1031 // Whatever it was, the caller hears no more than that it happened.
        catch (Exception exception) when (!response.HasStarted)
#pragma warning restore CA1031
        {
            LogUnhandled(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ApiErrors)), exception);
            response.StatusCode = StatusCodes.Status500InternalServerError;
        }

        if (response is { HasStarted: false, StatusCode: >= 400, ContentType: null, ContentLength: null })
        {
            await Problems.WriteAsync(context, response.StatusCode, CodeOf(response.StatusCode));
        }
    }

    /// <summary>
    /// A caller who is told that the body is too large is still sending it. Unread, it would be cut off and might lose the answer with the connection: so the server
    /// may read it to its end, which it does for five seconds and throws away. Of a body that was too large only on the way, the rest is not waited for.
    /// </summary>
    private static Task HearOutAsync(object state)
    {
        var context = (HttpContext)state;
        if (context.Response.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            {
                limit.MaxRequestBodySize = null;
            }
            else
            {
                context.Response.Headers.Connection = "close";
            }
        }

        return Task.CompletedTask;
    }

    private static string CodeOf(int status) => status switch
    {
        StatusCodes.Status404NotFound => "not_found",
        StatusCodes.Status405MethodNotAllowed => "method_not_allowed",
        StatusCodes.Status413PayloadTooLarge => "body_too_large",
        StatusCodes.Status415UnsupportedMediaType => "unsupported_media_type",
        >= 500 => "internal_error",
        _ => "bad_request",
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "A request of a program ended in an exception")]
    private static partial void LogUnhandled(ILogger logger, Exception exception);
}
