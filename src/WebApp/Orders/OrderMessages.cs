using System.Globalization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Api;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Localization;

namespace OrderPortal.WebApp.Orders;

/// <summary>Says in the reader's language why an order stayed as it is, and why its payment failed. In pages per circuit, for the reader's time zone.</summary>
public sealed class OrderMessages(IStringLocalizer<ProblemsText> problems, IStringLocalizer<OrdersText> texts, IStringLocalizer<StatusText> statuses, ReaderClock clock)
{
    public string Sentence(Error refusal) => Problems.Sentence(problems, StatusCodes.Status409Conflict, Shown(refusal));

    /// <summary>The refusal with statuses and moments as the reader calls them.</summary>
    public Error Shown(Error refusal) => refusal switch
    {
        { Code: OrderTransitions.Refused, Arguments: [var from, var to] } => refusal with { Arguments = [NameOf(from), NameOf(to)] },
        { Code: ChangeOrderStatus.ChangedByOther, Arguments: [var who, var when] } => refusal with { Arguments = [who, Moment(when)] },
        { Code: ChangeOrderStatus.ChangedMeanwhile, Arguments: [var when] } => refusal with { Arguments = [Moment(when)] },
        _ => refusal,
    };

    /// <summary>Why a charge was declined or failed; a reason that we have no words for is named as the gateway names it.</summary>
    public string Failure(string code)
    {
        var text = texts["Failure" + string.Concat(code.Split('_').Select(static word => word.Length == 0 ? "" : char.ToUpperInvariant(word[0]) + word[1..]))];
        return text.ResourceNotFound ? texts[nameof(OrdersText.FailureOther), code] : text;
    }

    private string NameOf(string status) => ImportNames.Parse<OrderStatus>(status) is { } parsed ? statuses[StatusCatalog.Of(parsed).TextKey] : status;

    private string Moment(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? clock.Format(moment) : text;
}
