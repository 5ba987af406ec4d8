using System.Globalization;
using Bunit;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Imports;

namespace OrderPortal.WebApp.Tests.Imports;

public sealed class ImportFlowCardTests : PageTests
{
    private static readonly ImportSnapshot Import = Snapshots.Done with { Settle = ImportSettle.PerOrder };

    [Theory]
    [InlineData("ja", "決済10件のうち7件が完了", "4件のうち3件を送信済み", "計画外¥500")]
    [InlineData("en", "7 of 10 charges done", "3 of 4 sent", "¥500 not planned")]
    public void Card_WhileChargesAreUnderWay_SaysHowFarBothAre(string language, string charges, string told, string unsettled)
    {
        Speak(language);
        Flow.Charges = [new(ChargeStatus.Succeeded, 6, 6_000, 0), new(ChargeStatus.Declined, 1, 1_000, 0), new(ChargeStatus.Sending, 3, 3_000, 0)];
        Flow.Notifications = [new(NotificationStatus.Sent, 3), new(NotificationStatus.Waiting, 1), new(NotificationStatus.Withdrawn, 9)];
        Flow.Sums = new ReconcileFigures(11, 10_500, 500, 10_000, 6_000, 0, 4_000);

        var card = Show(Roles.Viewer);

        Assert.Contains(charges, card.Markup, StringComparison.Ordinal);
        Assert.Contains(told, card.Markup, StringComparison.Ordinal);
        Assert.Contains(unsettled, card.Markup, StringComparison.Ordinal);
        Assert.Empty(card.FindAll(".op-banner"));
    }

    [Fact]
    public void Card_WhenTheSumsDoNotAgree_SaysSoInRed()
    {
        Speak("ja");
        Flow.Sums = new ReconcileFigures(2, 2_000, 0, 1_999, 1_999, 0, 0);

        Assert.Contains("合計が一致しません。注文¥2,000、計画と計画外の計¥1,999。", Show(Roles.Viewer).Find(".op-banner.op-tone-danger").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Roles.Finance, 1)]
    [InlineData(Roles.Administrator, 1)]
    [InlineData(Roles.Operator, 0)]
    public void Card_OfOrdersThatNobodySettled_LeadsThoseWhoMayToThePlan(string role, int links)
    {
        Speak("en");
        Flow.Sums = new ReconcileFigures(2, 2_000, 2_000, 0, 0, 0, 0);

        Assert.Equal(links, Show(role).FindAll($"a[href='/settlements/new?import={Import.Number.ToString(CultureInfo.InvariantCulture)}']").Count);
    }

    [Fact]
    public async Task Card_WhenASettlementMovesOn_HearsItUntilItIsLeft()
    {
        Speak("en");
        Flow.Charges = [new(ChargeStatus.Sending, 2, 2_000, 0)];
        var card = Show(Roles.Viewer);
        Assert.Equal(2, Told.Listeners);
        Assert.Contains("0 of 2 charges done", card.Markup, StringComparison.Ordinal);

        Flow.Charges = [new(ChargeStatus.Succeeded, 2, 2_000, 0)];
        card.WaitForAssertion(() =>
        {
            Told.Tell(ChangeKind.Settlement);
            Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Contains("2 of 2 charges done", card.Markup, StringComparison.Ordinal);
        });

        await DisposeComponentsAsync();
        Assert.Equal(0, Told.Listeners);
    }

    private IRenderedComponent<ImportFlowCard> Show(string role) => Render<ImportFlowCard>(parameters => parameters
        .Add(card => card.Import, Import)
        .AddCascadingValue(As(role)));
}

/// <summary>What became of a batch's orders, as a test says.</summary>
internal sealed class FakeFlow : ISettlementQueries, IImportNotifications
{
    public IReadOnlyList<ChargeTally> Charges { get; set; } = [];

    public IReadOnlyList<NotificationTally> Notifications { get; set; } = [];

    public ReconcileFigures Sums { get; set; } = new(0, 0, 0, 0, 0, 0, 0);

    public Task<IReadOnlyList<NotificationTally>> OfImportAsync(ImportId import, CancellationToken cancellationToken) => Task.FromResult(Notifications);

    Task<ModifiedPage<SettlementListItem>> ISettlementQueries.ListModifiedAsync(SettlementFilter filter, ModifiedQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task<ImportPayments?> ISettlementQueries.OfImportAsync(ImportId import, CancellationToken cancellationToken) =>
        Task.FromResult(Charges.Count == 0 ? null : new ImportPayments([], Charges));

    public Task<ReconcileFigures> ReconcileAsync(ImportId import, CancellationToken cancellationToken) => Task.FromResult(Sums);

    public Task<ReconcileFigures> ReconcileAsync(SettlementId settlement, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Page<SettlementListItem>> ListAsync(SettlementFilter filter, int limit, string? cursor, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<SettlementDetails?> GetAsync(SettlementId id, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<SettlementDetails?> FindAsync(long number, CancellationToken cancellationToken) => throw new NotSupportedException();
}
