using System.Data.Common;
using Microsoft.AspNetCore.Http.Features;
using OrderPortal.Domain.Shared;

namespace OrderPortal.WebApp.Shared.Api;

/// <summary>
/// <c>Idempotency-Key</c> on every POST of the API: the request takes effect at most once within 24 hours, however often and at however many instances it
/// arrives, and every try gets the first one's answer. See <see cref="IIdempotencyKeys"/> for what "once" means.
/// </summary>
/// <remarks>
/// <para>The body is taken in whole before the key is claimed. From then on the caller is not needed any more: one that hangs up does not end the
/// request, which is carried out to its end, so that the next try learns of it. Otherwise what is cancelled between an effect and its answer could not be told
/// from what is cancelled before it.</para>
/// <para>Answers other than 2xx say that nothing happened: the key is given back before they are sent, and the caller may mend the request and try it again
/// with the same key. An exception says nothing: it may have come behind the effect, while the answer was put together or in a commit whose answer was
/// lost. So the key is not given back then, and as little when the instance dies: whoever tries again is told to look first.</para>
/// <para>The answer is kept before it is sent. Where it cannot be kept (no database, too long) it is sent all the same, because it is true; the
/// next try is told to look.</para>
/// </remarks>
internal sealed partial class IdempotencyMiddleware(RequestDelegate next, IIdempotencyKeys keys, TimeProvider clock, ILogger<IdempotencyMiddleware> logger)
{
    public const string KeyHeader = "Idempotency-Key";
    public const string ReplayedHeader = "Idempotent-Replayed";

    private const int MaxKeyLength = 255;

    /// <summary>How long a second try waits for the first one's answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(160);

    public async Task InvokeAsync(HttpContext context, OperationContext operation)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method)
            || !request.Headers.TryGetValue(KeyHeader, out var sent)
            || context.GetEndpoint()?.Metadata is not { } metadata || metadata.GetMetadata<ApiOperation>() is null
            || operation.TenantOrNull is not { } tenant)
        {
            await next(context);
            return;
        }

        var limit = metadata.GetMetadata<UploadSizeLimit>()?.MaxRequestBodySize ?? ApiRoutes.MaxBodyBytes;
        if (request.ContentLength > limit)
        {
            await Problems.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, "body_too_large");
            return;
        }

        if (sent is not [{ } key] || !IsKey(key))
        {
            await Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "bad_idempotency_key");
            return;
        }

        await using var body = await SpooledBody.ReadAsync(request.Body, limit, context.RequestAborted);
        if (body is null)
        {
            await Problems.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, "body_too_large");
            return;
        }

        var hash = await IdempotencyHash.OfAsync(request, body, context.RequestAborted);
        await AnswerAsync(context, body, new IdempotentRequest(tenant, operation.Actor.Id, key, hash));
    }

    private static bool IsKey(string key) => key.Length is >= 1 and <= MaxKeyLength && key.All(static c => c is >= '!' and <= '~');

    private async Task AnswerAsync(HttpContext context, SpooledBody body, IdempotentRequest request)
    {
        var claim = await ClaimAsync(request, context.RequestAborted);
        switch (claim.State)
        {
            case IdempotencyState.Claimed:
                await CarryOutAsync(context, body, request, claim.ClaimedAt);
                break;
            case IdempotencyState.Answered:
                await ReplayAsync(context, claim.Answer!);
                break;
            case IdempotencyState.Reused:
                await Problems.WriteAsync(context, StatusCodes.Status422UnprocessableEntity, "idempotency_key_reused");
                break;
            case IdempotencyState.InHand:
                context.Response.Headers.RetryAfter = "1";
                await Problems.WriteAsync(context, StatusCodes.Status409Conflict, "idempotency_in_flight");
                break;
            default:
                await Problems.WriteAsync(context, StatusCodes.Status409Conflict, "idempotency_outcome_unknown");
                break;
        }
    }

    private async Task<IdempotencyClaim> ClaimAsync(IdempotentRequest request, CancellationToken aborted)
    {
        var start = clock.GetTimestamp();
        var claim = await keys.ClaimAsync(request, CancellationToken.None);
        for (var pause = FirstPause; claim.State == IdempotencyState.InHand && clock.GetElapsedTime(start) < Patience; pause = pause < LongestPause ? pause * 2 : LongestPause)
        {
            await Task.Delay(pause, clock, aborted);

            // Given back: the first try was refused, so this one is the first now.
            claim = await keys.FindAsync(request, aborted) ?? await keys.ClaimAsync(request, CancellationToken.None);
        }

        return claim;
    }

    private async Task CarryOutAsync(HttpContext context, SpooledBody body, IdempotentRequest request, DateTimeOffset claimedAt)
    {
        var (sentBody, aborted, caller) = (context.Request.Body, context.RequestAborted, context.Features.GetRequiredFeature<IHttpResponseBodyFeature>());
        await using var held = new HeldAnswer(caller.Stream);
        var holding = new StreamResponseBodyFeature(held, caller);
        context.Request.Body = body.Open();
        context.RequestAborted = CancellationToken.None;
        context.Features.Set<IHttpResponseBodyFeature>(holding);
        try
        {
            await using (new IdempotencyLease(keys, request, claimedAt, clock, logger))
            {
                await next(context);
                await holding.CompleteAsync();
            }
        }
        catch (Exception exception)
        {
            HeldAnswer.ForgetHeaders(context.Response);
            var refused = exception is BadHttpRequestException; // by who reads the request, before anything else
            await SettleAsync(() => refused ? keys.ReleaseAsync(request, claimedAt, CancellationToken.None) : keys.GiveUpAsync(request, claimedAt, CancellationToken.None));
            throw;
        }
        finally
        {
            context.Features.Set(caller);
            context.RequestAborted = aborted;
            context.Request.Body = sentBody;
        }

        var succeeded = context.Response.StatusCode is >= 200 and < 300;
        await SettleAsync(() => !succeeded ? keys.ReleaseAsync(request, claimedAt, CancellationToken.None)
            : held.Take(context.Response) is { } answer ? keys.CompleteAsync(request, claimedAt, answer, CancellationToken.None)
            : keys.GiveUpAsync(request, claimedAt, CancellationToken.None));
        await held.SendAsync(context.Response, aborted);
    }

    /// <summary>What cannot be written down now stays in hand until its lease is over, and then in doubt.</summary>
    private async Task SettleAsync(Func<Task> settle)
    {
        try
        {
            await settle();
        }
        catch (DbException exception)
        {
            LogNotSettled(logger, exception);
        }
    }

    private static async Task ReplayAsync(HttpContext context, IdempotentAnswer answer)
    {
        var response = context.Response;
        response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
        {
            response.Headers.Append(name, value);
        }

        response.Headers[ReplayedHeader] = "true";
        await HeldAnswer.SendAsync(response, answer.Body, context.RequestAborted);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "How a request with an idempotency key ended could not be written down; who sends it again is told to look")]
    private static partial void LogNotSettled(ILogger logger, Exception exception);
}

internal static class IdempotencyEndpoints
{
    /// <summary>Behind authorization and the limits of clients, so that what they refuse is neither kept nor replayed.</summary>
    public static WebApplication UseIdempotency(this WebApplication app)
    {
        app.UseMiddleware<IdempotencyMiddleware>();
        return app;
    }
}
