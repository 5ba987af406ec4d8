using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Infrastructure.Notifications.Webhooks;

/// <summary>
/// What endpoints are sent: <c>{ type, timestamp, data }</c>. The data are the event's ids and what it says of itself, which is never personal; more the
/// receiver asks the API for.
/// </summary>
public static class WebhookPayload
{
    /// <summary>Receivers count on less than 20 kB.</summary>
    public const int MostBytes = 20_000;

    /// <summary>Of the message by which an endpoint is tried out; no event has this type.</summary>
    public const string TestType = "webhook.test";

    /// <summary>Japanese stays readable; it is sent as a document of its own, never inside HTML.</summary>
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(PortalEvent happened)
    {
        var ids = Ids(happened);
        var data = happened.Data is null ? ids : Merge(ids, (JsonObject)JsonNode.Parse(happened.Data)!);
        var text = Write(happened.Type, happened.OccurredAt, data);

        // Nothing that is written today comes near; a message that says less is better than one that is refused.
        return Encoding.UTF8.GetByteCount(text) < MostBytes ? text : Write(happened.Type, happened.OccurredAt, Ids(happened));
    }

    public static string Test(Guid endpoint, DateTimeOffset now) => Write(TestType, now, new JsonObject { ["endpointId"] = endpoint.ToString() });

    private static JsonObject Ids(PortalEvent happened)
    {
        var data = new JsonObject();
        Add("orderId", happened.OrderId);
        Add("chargeId", happened.ChargeId);
        Add("refundId", happened.RefundId);
        Add("settlementId", happened.SettlementId);
        Add("importId", happened.ImportId);
        return data;

        void Add(string name, Guid? id)
        {
            if (id is { } some)
            {
                data[name] = some.ToString();
            }
        }
    }

    private static JsonObject Merge(JsonObject ids, JsonObject more)
    {
        foreach (var (name, value) in more.Where(pair => !ids.ContainsKey(pair.Key)))
        {
            ids[name] = value?.DeepClone();
        }

        return ids;
    }

    private static string Write(string type, DateTimeOffset at, JsonObject data) => new JsonObject
    {
        ["type"] = type,
        ["timestamp"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        ["data"] = data,
    }.ToJsonString(Json);
}
