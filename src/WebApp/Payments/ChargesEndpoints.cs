using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Payments;

/// <summary>Charges over HTTP: where they stand, and sending them again, taking them back and giving money back.</summary>
internal static class ChargesEndpoints
{
    private const string Path = ApiRoutes.Base + "/charges";

    private static readonly ListShape Listed = ListShape.Of<ChargeResource>(
        modifiedSince: true, ["-createdAt", "createdAt"],
        new ApiParameter("settlementId", ParameterKind.Id, "Charges of this settlement."),
        new ApiParameter("importId", ParameterKind.Id, "Charges of this import's settlements."),
        new ApiParameter(
            "status", ParameterKind.Text, $"Charges in one of these states, separated by commas: {string.Join(", ", Enum.GetValues<ChargeStatus>().Select(ImportNames.Of))}.", Example: "declined,failed"),
        new ApiParameter("gateway", ParameterKind.Text, "Charges of this gateway.", Example: "simulator"),
        new ApiParameter("customerCode", ParameterKind.Text, "Charges of the customer with exactly this code.", Example: "C-1001"),
        new ApiParameter("orderId", ParameterKind.Id, "Charges that settle this order or a part of it."));

    public static void Map(IEndpointRouteBuilder routes)
    {
        var charges = routes.MapApi("/charges", "Charges", Permissions.PaymentsRead);
        charges.MapGet("/", ListAsync).Named("listCharges", "List charges", "Amounts are in yen. A refund that is asked for, succeeds or fails modifies its charge.").Lists<ChargeResource>(Listed);
        charges.MapGet("/{id:guid}", GetAsync).Named("getCharge", "Get a charge", "With the orders that it settles, every call of the gateway and all refunds.")
            .HasTag().Answers<ChargeDetailsResource>().Refuses(404);
        charges.MapPost("/{id:guid}/refund", RefundAsync).Named(
            "refundCharge", "Refund a charge",
            "The money goes back in the background: the refund is `planned` at first and tells of its end by its status. Never more goes back than came in, however many ask at once.")
            .Changes(Permissions.PaymentsWrite).AddEndpointFilter(FreshPassword.RequireAsync).HeedsTag().Takes<RefundBody>().Answers<ChargeDetailsResource>(202).Refuses(400, 404, 409, 413, 415, 422);
        charges.MapPost("/{id:guid}/retry", RetryAsync).Named("retryCharge", "Retry a charge", "Sends a charge again that was declined, failed or has expired. Nothing is charged twice.")
            .Changes(Permissions.PaymentsWrite).HeedsTag().Answers<ChargeDetailsResource>(202).Refuses(404, 409);
        charges.MapPost("/{id:guid}/cancel", CancelAsync).Named(
            "cancelCharge", "Cancel a charge",
            "Takes a charge back of which no money has come in, with those that settle other parts of the same orders. Where the customer holds a slip, the gateway is asked first.")
            .Changes(Permissions.PaymentsWrite).HeedsTag().Answers<ChargeDetailsResource>(202).Refuses(404, 409);
    }

    private static Task<IResult> ListAsync(HttpContext http, IChargeQueries charges, CancellationToken cancellationToken)
    {
        var query = new ListQuery(http.Request, Listed);
        var filter = new ChargeFilter
        {
            Settlement = query.Value("settlementId", QueryValues.Id) is { } settlement ? new SettlementId(settlement) : null,
            Import = query.Value("importId", QueryValues.Id) is { } import ? new ImportId(import) : null,
            Statuses = Statuses(query),
            Gateway = query.Text("gateway"),
            CustomerCode = query.Text("customerCode"),
            Order = query.Value("orderId", QueryValues.Id) is { } order ? new OrderId(order) : null,
            OldestFirst = query.Sort == "createdAt",
        };
        return ListAnswer.ReadAsync(
            http, query, () => charges.ListAsync(filter, query.Limit, query.Cursor, cancellationToken), since => charges.ListModifiedAsync(filter, since, cancellationToken),
            ChargeResource.Of);
    }

    private static List<ChargeStatus> Statuses(ListQuery query)
    {
        var statuses = new List<ChargeStatus>();
        foreach (var name in query.Text("status")?.Split(',', StringSplitOptions.TrimEntries) ?? [])
        {
            if (ImportNames.Parse<ChargeStatus>(name) is { } status)
            {
                statuses.Add(status);
            }
            else
            {
                query.Refuse<string>("status", name);
            }
        }

        return statuses;
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, IChargeQueries charges, CancellationToken cancellationToken)
    {
        if (await charges.GetAsync(new ChargeId(id), cancellationToken) is not { } details)
        {
            return Problems.NotFound();
        }

        var resource = ChargeDetailsResource.Of(details);
        return EntityTag.Answer(http, ContentTag.Of(resource), resource);
    }

    private static async Task<IResult> RefundAsync(Guid id, HttpContext http, RefundPayments refunds, IChargeQueries charges, CancellationToken cancellationToken)
    {
        var read = await JsonBody.ReadAsync<RefundBody>(http.Request, cancellationToken);
        if (read.Error is { } unreadable)
        {
            return JsonBody.Refuse(unreadable);
        }

        var body = read.Value;
        return await ChangeAsync(id, http, charges, async (charge, version) =>
        {
            if (body.OrderId is { } stranger && !charge.Allocations.Any(part => part.Order.Value == stranger))
            {
                return ListQuery.Bad("orderId", stranger.ToString());
            }

            OrderId? order = body.OrderId is { } part ? new OrderId(part) : null;
            return await refunds.ExecuteAsync(charge.Charge.Id, order, body.Amount, body.Reason, version, CancellationToken.None) is { } asked ? asked.Error : new Error(PaymentErrors.ChargeNotFound);
        });
    }

    private static Task<IResult> RetryAsync(Guid id, HttpContext http, RetryCharges retry, IChargeQueries charges) => ChangeAsync(
        id, http, charges, async (charge, version) => Refusal(await retry.ExecuteAsync(ChargeSelection.Of(charge.Charge.Id, version), CancellationToken.None)));

    private static Task<IResult> CancelAsync(Guid id, HttpContext http, CancelCharges cancel, IChargeQueries charges) => ChangeAsync(
        id, http, charges, async (charge, version) => Refusal(await cancel.ExecuteAsync(ChargeSelection.Of(charge.Charge.Id, version), CancellationToken.None)));

    private static Error? Refusal(Result<ChargeOutcomes> outcomes) => outcomes.Error ?? (outcomes.Value.Refused is [var refused, ..] ? new Error(refused.Code) : null);

    /// <summary>Changes the charge as the caller has seen it. Money is moved as a whole or not at all, so it is not given up when its caller leaves.</summary>
    /// <param name="change">Gets the version that the caller insists on, or null.</param>
    private static async Task<IResult> ChangeAsync(Guid id, HttpContext http, IChargeQueries charges, Func<ChargeDetails, long?, Task<Error?>> change)
    {
        if (await charges.GetAsync(new ChargeId(id), http.RequestAborted) is not { } seen)
        {
            return Problems.NotFound();
        }

        if (EntityTag.Check(http.Request, ContentTag.Of(ChargeDetailsResource.Of(seen))) is { } outdated)
        {
            return outdated;
        }

        if (await change(seen, EntityTag.IsNamed(http.Request) ? seen.Version : null) is { } error)
        {
            return Refuse(http, error);
        }

        var resource = ChargeDetailsResource.Of((await charges.GetAsync(seen.Charge.Id, http.RequestAborted))!);
        http.Response.Headers.ETag = ContentTag.Of(resource);
        return Results.Accepted($"{Path}/{id}", resource);
    }

    private static IResult Refuse(HttpContext http, Error error)
    {
        return error.Code switch
        {
            PaymentErrors.ChargeNotFound => Problems.NotFound(),
            PaymentErrors.ChangedMeanwhile => EntityTag.Refuse(),
            ListQuery.BadValue => Problems.OfField(StatusCodes.Status422UnprocessableEntity, error),
            PaymentErrors.RefundTooLow or PaymentErrors.RefundTooHigh => OfField("amount"),
            PaymentErrors.ReasonTooLong => OfField("reason"),
            _ => Problems.Of(StatusCodes.Status409Conflict, error),
        };

        IResult OfField(string field)
        {
            const int status = StatusCodes.Status422UnprocessableEntity;
            var sentence = Problems.Sentence(http.RequestServices.GetRequiredService<IStringLocalizer<ProblemsText>>(), status, error);
            return Problems.Of(status, error, [new FieldProblem(field, error.Code, sentence)]);
        }
    }
}
