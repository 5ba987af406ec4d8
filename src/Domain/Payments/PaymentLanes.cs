namespace OrderPortal.Domain.Payments;

/// <summary>Names of the queues in which charges and refunds wait, one pair for each gateway.</summary>
public static class PaymentLanes
{
    /// <summary>Ids of charges: to be sent, looked up or taken back.</summary>
    public static string Charges(string gateway) => $"charge:{gateway}";

    /// <summary>Ids of refunds.</summary>
    public static string Refunds(string gateway) => $"refund:{gateway}";
}
