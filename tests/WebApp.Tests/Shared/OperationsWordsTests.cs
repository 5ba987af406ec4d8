using System.Globalization;
using OrderPortal.Infrastructure.Dashboard;
using OrderPortal.WebApp.Shared.Operations;
using Quartz;

namespace OrderPortal.WebApp.Tests.Shared;

public sealed class OperationsWordsTests
{
    public static TheoryData<string> Jobs { get; } =
        [.. typeof(Rollups).Assembly.GetTypes().Where(type => type is { IsAbstract: false, IsInterface: false } && typeof(IJob).IsAssignableFrom(type)).Select(type => type.Name).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Jobs))]
    public void Jobs_HaveANameInBothLanguages(string job)
    {
        var names = ((string[])["ja", "en"]).Select(language => OperationsText.ResourceManager.GetString("Name" + job, CultureInfo.GetCultureInfo(language))).ToList();

        Assert.DoesNotContain(null, names);
        Assert.NotEqual(names[0], names[1]);
    }
}
