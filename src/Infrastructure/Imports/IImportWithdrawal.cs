using Npgsql;
using OrderPortal.Domain.Imports;

namespace OrderPortal.Infrastructure.Imports;

/// <summary>Takes back what a feature made of a batch's orders and nobody outside has seen yet, before undoing removes the orders.</summary>
public interface IImportWithdrawal
{
    /// <summary>In the undo's transaction, once in each: what can be taken back now is, and the orders look as if it had never been.</summary>
    Task WithdrawAsync(NpgsqlTransaction transaction, ImportRun run, CancellationToken cancellationToken);
}
