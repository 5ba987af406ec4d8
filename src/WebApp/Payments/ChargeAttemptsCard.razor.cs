using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Payments;

namespace OrderPortal.WebApp.Payments;

/// <summary>Every call of the gateway and every message from it, the newest first.</summary>
public sealed partial class ChargeAttemptsCard : ComponentBase
{
    [Inject]
    public required IStringLocalizer<PaymentsText> Texts { get; init; }

    [Inject]
    public required PaymentMessages Messages { get; init; }

    [Parameter, EditorRequired]
    public IReadOnlyList<ChargeAttempt> Attempts { get; set; } = [];

    /// <summary>The reason in the reader's words, and what support needs to find the call.</summary>
    private string WhyOf(ChargeAttempt attempt)
    {
        string?[] parts =
        [
            attempt.Code is { } code ? Messages.Title(code) : null,
            attempt.HttpStatus is { } status and >= 400 ? Texts[nameof(PaymentsText.HttpStatus), status].Value : null,
            attempt.RequestId is { } request ? Texts[nameof(PaymentsText.RequestId), request].Value : null,
        ];
        return string.Join("　", parts.OfType<string>());
    }

    private string DurationOf(ChargeAttempt attempt) => attempt.FinishedAt is { } finished
        ? Texts[nameof(PaymentsText.Milliseconds), (finished - attempt.StartedAt).TotalMilliseconds.ToString("N0", CultureInfo.InvariantCulture)]
        : "";
}
