using Npgsql;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Infrastructure.Notifications.Mail;

/// <summary>Makes of events the mails that tell customers of them, and those who handed a file over. Set by set, never one query an event.</summary>
internal sealed class MailExpander(MailSources sources, NotificationWriter writer, BatchMails batches, ImportMails imports) : IEventExpander
{
    public async Task ExpandAsync(NpgsqlConnection connection, IReadOnlyList<StoredEvent> events, CancellationToken cancellationToken)
    {
        var tenant = await MailSources.TenantAsync(connection, events[0].Tenant, cancellationToken);
        var mails = new List<NewNotification>();
        mails.AddRange(await OfOrdersAsync(connection, tenant, [.. events.Select(stored => stored.Event).Where(IsAboutOrder)], cancellationToken));
        mails.AddRange(await OfChargesAsync(connection, tenant, [.. events.Select(stored => stored.Event).Where(IsAboutCharge)], cancellationToken));
        foreach (var (_, about) in events)
        {
            if (about is { Type: EventTypes.ImportOrdersAccepted, ImportId: { } batch })
            {
                await batches.WriteAsync(tenant, about, batch, cancellationToken);
            }
            else if (about is { Type: EventTypes.ImportFinished, ImportId: { } import } && await imports.WriteAsync(connection, tenant, about, import, cancellationToken) is { } mail)
            {
                mails.Add(mail);
            }
        }

        await writer.WriteAsync(connection, tenant.Id, mails, cancellationToken);
    }

    private static bool IsAboutOrder(PortalEvent about) => about is { Type: EventTypes.OrderPlaced or EventTypes.OrderShipped, OrderId: not null };

    private static bool IsAboutCharge(PortalEvent about) => about.ChargeId is not null
        && about.Type is EventTypes.ChargeSucceeded or EventTypes.ChargeDeclined or EventTypes.ChargeFailed or EventTypes.ChargeExpired or EventTypes.ChargeAwaitingCustomer;

    private async Task<List<NewNotification>> OfOrdersAsync(NpgsqlConnection connection, MailTenant tenant, List<PortalEvent> events, CancellationToken cancellationToken)
    {
        var mails = new List<NewNotification>();
        if (events.Count == 0)
        {
            return mails;
        }

        var orders = (await MailSources.OrdersAsync(connection, tenant, [.. events.Select(about => about.OrderId!.Value).Distinct()], cancellationToken)).ToDictionary(row => row.Id);
        foreach (var about in events)
        {
            if (orders.TryGetValue(about.OrderId!.Value, out var order) && NotificationRules.ToCustomer(about.Type, order.Mode) is { } topic)
            {
                mails.Add(MailMaking.ToCustomer(sources, about, topic, tenant, [order]) with { OrderId = order.Id });
            }
        }

        return mails;
    }

    /// <summary>One mail for each customer of a charge: in practice one, since orders share a charge by customer.</summary>
    private async Task<List<NewNotification>> OfChargesAsync(NpgsqlConnection connection, MailTenant tenant, List<PortalEvent> events, CancellationToken cancellationToken)
    {
        var mails = new List<NewNotification>();
        if (events.Count == 0)
        {
            return mails;
        }

        var ids = events.Select(about => about.ChargeId!.Value).Distinct().ToList();
        var orders = (await MailSources.OrdersOfChargesAsync(connection, tenant, ids, cancellationToken)).ToLookup(row => row.ChargeId);
        var slips = await sources.ChargesAsync(connection, tenant, [.. events.Where(about => about.Type == EventTypes.ChargeAwaitingCustomer).Select(about => about.ChargeId!.Value)], cancellationToken);
        foreach (var about in events)
        {
            foreach (var told in orders[about.ChargeId].GroupBy(row => Convert.ToHexString(row.Receiver)))
            {
                var rows = told.ToList();
                if (NotificationRules.ToCustomer(about.Type, rows[0].Mode) is { } topic)
                {
                    var konbini = topic == NotificationTopic.KonbiniSlip ? slips.GetValueOrDefault(about.ChargeId!.Value)?.Konbini : null;
                    mails.Add(MailMaking.ToCustomer(sources, about, topic, tenant, rows, konbini) with { ChargeId = about.ChargeId, OrderId = rows is [var only] ? only.Id : null });
                }
            }
        }

        return mails;
    }
}
