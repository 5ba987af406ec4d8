using System.Globalization;
using OrderPortal.Domain.Auditing;
using OrderPortal.WebApp.Auditing;

namespace OrderPortal.WebApp.Tests.Auditing;

public sealed class AuditWordsTests : ComponentTests
{
    [Theory]
    [InlineData("ja")]
    [InlineData("en")]
    public void Actions_Kinds_AndResults_AllHaveWords(string language)
    {
        Speak(language);
        var words = new AuditWords(Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<Microsoft.Extensions.Localization.IStringLocalizer<AuditText>>(Services));

        Assert.NotEmpty(AuditWords.Actions);
        Assert.DoesNotContain(AuditWords.Actions, action => words.Action(action) == action);
        Assert.DoesNotContain(AuditWords.Kinds, kind => words.Kind(kind) == kind);
        Assert.All(Enum.GetValues<AuditResult>(), result => Assert.NotEqual("Result" + result, words.Result(result)));
    }

    [Fact]
    public void Diff_ShowsValueByValueWhatChanged()
    {
        var changes = AuditDiff.Of("""{"name":"田***","role":"viewer","gone":1}""", """{"name":"田***","role":"admin","list":["a","b"],"inner":{"x":true}}""");
        Assert.Equal(
            [new("name", "田***", "田***"), new("role", "viewer", "admin"), new("list", null, "a, b"), new("inner.x", null, "true"), new("gone", "1", null)], changes);
        Assert.Equal([false, true, true, true, true], changes.Select(change => change.IsChanged));
        Assert.Empty(AuditDiff.Of(null, null));
    }

    [Fact]
    public void Conditions_CountDaysInTheReadersZone_AndPassOverWhatIsNone()
    {
        var tokyo = TimeZoneInfo.CreateCustomTimeZone("t", TimeSpan.FromHours(9), "t", "t");
        var filter = new AuditConditions { From = "2026-01-05", To = "2026-01-05", Action = "no.such", Actor = "x", Kind = "order", Result = "denied" }.ToFilter(tokyo);
        Assert.Equal(
            new AuditFilter(
                DateTimeOffset.Parse("2026-01-04T15:00:00Z", CultureInfo.InvariantCulture), DateTimeOffset.Parse("2026-01-05T15:00:00Z", CultureInfo.InvariantCulture), EntityType: "order", Result: AuditResult.Denied),
            filter);
        Assert.False(new AuditConditions { Action = "no.such", From = "yesterday" }.IsNarrowed);
    }
}
