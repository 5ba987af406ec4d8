using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Infrastructure.Notifications.Webhooks;

/// <summary>
/// What endpoints are sent: <c>{ type, timestamp, data }</c>. The data are ids, the numbers that go with them, and what the event says of itself, which
/// is never personal; more the receiver asks the API for.
/// </summary>
public static class WebhookPayload
{
    /// <summary>Receivers count on less than 20 kB.</summary>
    public const int MostBytes = 20_000;

    /// <summary>Of the message by which an endpoint is tried out; no event has this type.</summary>
    public const string TestType = "webhook.test";

    /// <summary>Japanese stays readable; it is sent as a document of its own, never inside HTML.</summary>
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="numbers">Of orders, settlements and imports, by their ids.</param>
    public static string Of(PortalEvent happened, IReadOnlyDictionary<Guid, string> numbers)
    {
        var text = Write(happened.Type, happened.OccurredAt, Data(happened, numbers, happened.Data));

        // Nothing that is written today comes near; a message that says less is better than one that is refused.
        return Encoding.UTF8.GetByteCount(text) < MostBytes ? text : Write(happened.Type, happened.OccurredAt, Data(happened, numbers, null));
    }

    public static string Test(Guid endpoint, DateTimeOffset now) => Write(TestType, now, new JsonObject { ["endpointId"] = endpoint.ToString() });

    private static JsonObject Data(PortalEvent happened, IReadOnlyDictionary<Guid, string> numbers, string? more)
    {
        var data = new JsonObject();
        Add("order", happened.OrderId);
        Add("charge", happened.ChargeId);
        Add("refund", happened.RefundId);
        Add("settlement", happened.SettlementId);
        Add("import", happened.ImportId);
        foreach (var (name, value) in more is null ? [] : ((JsonObject)JsonNode.Parse(more)!).Where(pair => !data.ContainsKey(pair.Key)))
        {
            data[name] = value?.DeepClone();
        }

        return data;

        void Add(string thing, Guid? id)
        {
            if (id is { } some)
            {
                data[thing + "Id"] = some.ToString();
                if (numbers.TryGetValue(some, out var number))
                {
                    data[thing + "Number"] = number;
                }
            }
        }
    }

    private static string Write(string type, DateTimeOffset at, JsonObject data) => new JsonObject
    {
        ["type"] = type,
        ["timestamp"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        ["data"] = data,
    }.ToJsonString(Json);
}
