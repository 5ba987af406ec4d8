using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Tests.Shared;

/// <summary>No refusal falls back on the text of its status.</summary>
public sealed partial class ProblemsTextTests
{
    /// <summary>Codes that refuse a file as a whole.</summary>
    private static readonly string[] OfFiles =
    [
        ProblemCodes.EmptyFile, ProblemCodes.NotASpreadsheet, ProblemCodes.PasswordProtected, ProblemCodes.MissingHeading, ProblemCodes.DuplicateHeading, ProblemCodes.TooLarge,
        ProblemCodes.TooManyRows, StartImport.SameFile,
    ];

    [Theory]
    [InlineData("ja")]
    [InlineData("en")]
    public void Codes_ThatEndpointsUse_HaveATextOfTheirOwn(string language)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        var texts = new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider().GetRequiredService<IStringLocalizer<ProblemsText>>();
        var named = Source.Files("*.cs").Select(File.ReadAllText).SelectMany(code => Named().Matches(code)).SelectMany(match => match.Groups["code"].Captures.Select(capture => capture.Value))
            .Concat(Mapped().Matches(File.ReadAllText(Path.Combine(Source.WebApp, "Shared", "Api", "ApiErrors.cs"))).Select(match => match.Groups["code"].Value));
        var constants = typeof(UploadErrors).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);
        var codes = named.Concat(constants).Concat(OfFiles).ToHashSet(StringComparer.Ordinal);

        Assert.Superset(new HashSet<string> { "antiforgery", "not_found", "insufficient_scope", "bad_value", "method_not_allowed", "invalid_token", "unauthorized" }, codes);
        Assert.All(codes, code => Assert.False(texts[code].ResourceNotFound, $"{code} has no text"));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("f_________________________________", null)]
    [InlineData("garbage", "cursor")]
    public void ListQuery_OfACursor_TakesOnlyItsOwn(string? cursor, string? refused)
    {
        var http = new DefaultHttpContext();
        http.Request.QueryString = QueryString.Create("cursor", cursor ?? "");

        var query = new ListQuery(http.Request, ListShape.Of<FieldProblem>(modifiedSince: false, []));

        Assert.Equal(cursor is null ? null : refused ?? "cursor", query.Error?.Arguments[0]);
        Assert.Equal(100, query.Limit);
    }

    /// <summary>Codes written out where a problem is made.</summary>
    [GeneratedRegex("""(Problems\.Of|WriteAsync)\((context, )?(StatusCodes\.\w+|status), (\w+ \? "(?<code>[a-z_]+)" : )?"(?<code>[a-z_]+)"[,)]""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Named();

    [GeneratedRegex("""=> "(?<code>[a-z_]+)",""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Mapped();
}
