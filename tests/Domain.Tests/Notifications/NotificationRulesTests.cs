using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Domain.Tests.Notifications;

public sealed class NotificationRulesTests
{
    [Theory]
    [InlineData(NotificationMode.Automatic, null, 20, NotificationMode.PerOrder)]
    [InlineData(NotificationMode.Automatic, null, 21, NotificationMode.Digest)]
    [InlineData(NotificationMode.None, null, 500, NotificationMode.None)]
    [InlineData(NotificationMode.Digest, null, 1, NotificationMode.Digest)]
    [InlineData(NotificationMode.Digest, NotificationMode.PerOrder, 500, NotificationMode.PerOrder)]
    [InlineData(NotificationMode.None, NotificationMode.Automatic, 21, NotificationMode.Digest)]
    [InlineData(NotificationMode.PerOrder, NotificationMode.None, 5, NotificationMode.None)]
    public void ForBatch_WhateverWasChosen_IsWhatHolds(NotificationMode tenant, NotificationMode? import, long orders, NotificationMode expected) =>
        Assert.Equal(expected, NotificationRules.ForBatch(tenant, import, orders));

    [Theory]
    [InlineData(EventTypes.OrderPlaced, NotificationMode.PerOrder, NotificationTopic.OrderAccepted)]
    [InlineData(EventTypes.ImportOrdersAccepted, NotificationMode.PerOrder, NotificationTopic.OrderAccepted)]
    [InlineData(EventTypes.ImportOrdersAccepted, NotificationMode.Digest, NotificationTopic.BatchDigest)]
    [InlineData(EventTypes.ChargeSucceeded, NotificationMode.PerOrder, NotificationTopic.PaymentSucceeded)]
    [InlineData(EventTypes.ChargeSucceeded, NotificationMode.Digest, null)]
    [InlineData(EventTypes.ChargeDeclined, NotificationMode.Digest, NotificationTopic.PaymentFailed)]
    [InlineData(EventTypes.ChargeFailed, NotificationMode.Digest, NotificationTopic.PaymentFailed)]
    [InlineData(EventTypes.ChargeExpired, NotificationMode.PerOrder, NotificationTopic.PaymentFailed)]
    [InlineData(EventTypes.ChargeAwaitingCustomer, NotificationMode.Digest, NotificationTopic.KonbiniSlip)]
    [InlineData(EventTypes.OrderShipped, NotificationMode.Digest, NotificationTopic.Shipped)]
    [InlineData(EventTypes.OrderConfirmed, NotificationMode.PerOrder, null)]
    [InlineData(EventTypes.ImportFinished, NotificationMode.PerOrder, null)]
    public void ToCustomer_OfAnEvent_IsItsTopic(string type, NotificationMode mode, NotificationTopic? expected) => Assert.Equal(expected, NotificationRules.ToCustomer(type, mode));

    [Fact]
    public void ToCustomer_WhenNobodyIsToBeTold_IsNothing() => Assert.All(EventTypes.All, type => Assert.Null(NotificationRules.ToCustomer(type, NotificationMode.None)));
}
