using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Imports.Wizard;

/// <summary>Says in the reader's language why a file was not taken, as the API says it.</summary>
public sealed class RefusalMessages(ImportMessages messages, IStringLocalizer<ProblemsText> problems)
{
    /// <summary>One sentence for each reason.</summary>
    public IReadOnlyList<string> Of(ImportRefusal refusal) => refusal.Earlier is { } earlier
        ? [problems[refusal.Error.Code, [.. messages.EarlierArguments(earlier)]]]
        : [.. refusal.Problems.Select(messages.Sentence)];
}
