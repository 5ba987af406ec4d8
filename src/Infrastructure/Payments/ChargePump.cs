using Microsoft.Extensions.Logging;
using Npgsql;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Signals;
using OrderPortal.Infrastructure.Shared.Work;

namespace OrderPortal.Infrastructure.Payments;

/// <summary>
/// Sends one gateway's charges. Each is first made sending (many in one transaction, committed), then called outside any transaction, then booked (again
/// many at once); a call's slot is free for the next one as soon as the gateway has answered.
/// </summary>
internal sealed partial class ChargePump : WorkPump
{
    /// <summary>Charges marked or booked in one transaction.</summary>
    private const int MostAtOnce = 200;

    /// <summary>Others learn of a new instance with their next sign of life, and give up their part of the calls then.</summary>
    private static readonly TimeSpan OthersNotice = TimeSpan.FromSeconds(4);

    private readonly GatewayLine _line;
    private readonly NpgsqlDataSource _database;
    private readonly Gathering<WorkItem, HeldCharge?> _starts;
    private readonly Gathering<(TenantId Tenant, ChargeResult Result), bool> _results;

    public ChargePump(WorkPumpParts parts, GatewayLine line, ChargeStarts starts, ChargeResults results, NpgsqlDataSource database)
        : base(parts, PaymentLanes.Charges(line.Gateway.Name))
    {
        (_line, _database) = (line, database);
        _starts = new Gathering<WorkItem, HeldCharge?>(
            MostAtOnce, static item => item.Tenant,
            (tenant, items) => starts.StartAsync(Lane, Worker, (TenantId)tenant, [.. items.Select(static item => item.Id)], CancellationToken.None));
        _results = new Gathering<(TenantId Tenant, ChargeResult Result), bool>(
            MostAtOnce, static entry => entry.Tenant,
            async (tenant, entries) =>
            {
                await results.WriteAsync(Lane, Worker, (TenantId)tenant, [.. entries.Select(static entry => entry.Result)], CancellationToken.None);
                return [.. entries.Select(static _ => true)];
            });
        _line.Breaker.Changed += OnCircuitChanged;
    }

    /// <remarks>As many again as are being called: while those that were answered are booked, the next ones are marked.</remarks>
    protected override int Limit => _line.Breaker.Now.State == CircuitState.Closed ? 2 * _line.Share(LiveWorkers) : 1;

    protected override bool MayClaim
    {
        get
        {
            _line.Slots.Resize(_line.Share(LiveWorkers));
            return _line.Breaker.MayCall;
        }
    }

    protected override Circuit Circuit => _line.Breaker.Now;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await BeatAsync(stoppingToken);
        if (LiveWorkers > 1)
        {
            await Task.Delay(OthersNotice, Parts.Clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.ExecuteAsync(stoppingToken);
        _line.Breaker.Changed -= OnCircuitChanged;
        await _starts.DisposeAsync();
        await _results.DisposeAsync();
    }

    protected override async Task HandleAsync(WorkItem item, CancellationToken cancellationToken)
    {
        if (await _starts.AskAsync(item) is not { } held)
        {
            return;
        }

        ChargeResult result;
        await _line.Slots.EnterAsync(cancellationToken);
        try
        {
            result = await new ChargeCall(_line, held, Worker, Parts.Clock).MakeAsync(cancellationToken);
        }
        finally
        {
            _line.Slots.Leave();
        }

        await _results.AskAsync((item.Tenant, result));
    }

    private void OnCircuitChanged(object? sender, EventArgs args)
    {
        Wake();
        _ = TellAsync();
    }

    private async Task TellAsync()
    {
        try
        {
            await BeatAsync(CancellationToken.None);
            await using var connection = await _database.OpenConnectionAsync(CancellationToken.None);
            await Changes.TellAsync(connection, CancellationToken.None, [new Change(new TenantId(Guid.Empty), ChangeKind.Circuits, Guid.Empty)]);
        }
#pragma warning disable CA1031 // Nobody waits for this, and the next sign of life says the same.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotTold(Logger, _line.Gateway.Name, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "That the circuit of gateway {Gateway} changed could not be told")]
    private static partial void LogNotTold(ILogger logger, string gateway, Exception exception);
}
