using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace OrderPortal.Testing.Payments;

public sealed record StripeBookAnswer(int Status, string Json);

/// <summary>A PaymentIntent of the double.</summary>
public sealed class StripeIntent
{
    public required string Id { get; init; }

    public required long Amount { get; init; }

    /// <summary><c>card</c> or <c>konbini</c>.</summary>
    public required string Method { get; init; }

    public required IReadOnlyDictionary<string, string> Form { get; init; }

    public string Status { get; set; } = "succeeded";

    public DateTimeOffset Created { get; set; }

    public string? DeclineCode { get; set; }

    /// <summary>Chains that gave numbers out.</summary>
    public IReadOnlyList<string> Chains { get; set; } = [];
}

/// <summary>A refund of the double.</summary>
public sealed class StripeRefund
{
    public required string Id { get; init; }

    public required string Intent { get; init; }

    public required long Amount { get; init; }

    public required IReadOnlyDictionary<string, string> Form { get; init; }

    public string Status { get; set; } = "succeeded";

    public string? FailureReason { get; set; }
}

/// <summary>What the double executed, once for each time it was really done.</summary>
public sealed class StripeBook(TimeProvider clock)
{
    /// <summary>Payment method of a card whose bank wants to see its holder.</summary>
    public const string AuthenticationCard = "pm_authentication";

    /// <summary>Payment method of a card whose bank takes its time.</summary>
    public const string SlowCard = "pm_processing";

    private static readonly string[] AllChains = ["familymart", "lawson", "ministop", "seicomart"];
    private readonly Lock _lock = new();
    private readonly List<StripeIntent> _intents = [];
    private readonly List<StripeRefund> _refunds = [];

    /// <summary>Amounts that are declined, and the reason.</summary>
    public Dictionary<long, string> Declines { get; } = [];

    /// <summary>Chains that give numbers out.</summary>
    public IReadOnlyList<string> Chains { get; set; } = AllChains;

    public IReadOnlyList<StripeIntent> Intents
    {
        get
        {
            lock (_lock)
            {
                return [.. _intents];
            }
        }
    }

    public IReadOnlyList<StripeRefund> Refunds
    {
        get
        {
            lock (_lock)
            {
                return [.. _refunds];
            }
        }
    }

    /// <summary>Yen that came in, without what went back.</summary>
    public long Taken => Intents.Where(static intent => intent.Status == "succeeded").Sum(static intent => intent.Amount);

    public StripeIntent Only => Intents.Single();

    /// <summary>A payment of the same account that the portal did not make.</summary>
    public void Add(StripeIntent intent)
    {
        lock (_lock)
        {
            _intents.Add(intent);
        }
    }

    /// <summary>What the customer does at the till, also after the slip was taken back.</summary>
    public JsonNode Pay(StripeIntent intent)
    {
        intent.Status = "succeeded";
        return ToJson(intent);
    }

    /// <summary>The slip's days go by and nobody pays.</summary>
    public JsonNode Expire(StripeIntent intent)
    {
        intent.Created = intent.Created.AddDays(-4);
        intent.Status = "requires_payment_method";
        return ToJson(intent);
    }

    public static StripeBookAnswer Error(int status, string type, string? code, string? declineCode = null, JsonNode? intent = null)
    {
        // As Stripe's, the sentence may name somebody: nothing of it may get any further.
        var error = new JsonObject { ["type"] = type, ["message"] = "The card of Yamada Taro, 4242, was not taken." };
        Add("code", code);
        Add("decline_code", declineCode);
        Add("payment_intent", intent);
        return new StripeBookAnswer(status, new JsonObject { ["error"] = error }.ToJsonString());

        void Add(string name, JsonNode? value)
        {
            if (value is not null)
            {
                error[name] = value;
            }
        }
    }

    public StripeBookAnswer Execute(string method, string path, string? query, string form)
    {
        lock (_lock)
        {
            var values = Values(form);
            return (method, path.Trim('/').Split('/')) switch
            {
                ("POST", ["v1", "payment_intents"]) => Create(values),
                ("GET", ["v1", "payment_intents"]) => List(Values(query ?? "")),
                ("GET", ["v1", "payment_intents", var id]) => Find(id) is { } intent ? Ok(ToJson(intent)) : Missing,
                ("POST", ["v1", "payment_intents", var id, "cancel"]) => Find(id) is { } intent ? Cancel(intent) : Missing,
                ("POST", ["v1", "refunds"]) => Refund(values),
                ("GET", ["v1", "refunds"]) => ListRefunds(Values(query ?? "")),
                _ => Missing,
            };
        }
    }

    public JsonNode ToJson(StripeIntent intent) => new JsonObject
    {
        ["id"] = intent.Id,
        ["object"] = "payment_intent",
        ["amount"] = intent.Amount,
        ["currency"] = "jpy",
        ["created"] = intent.Created.ToUnixTimeSeconds(),
        ["status"] = intent.Status,
        ["payment_method_types"] = new JsonArray(intent.Method),
        ["metadata"] = Metadata(intent.Form),
        ["last_payment_error"] = intent.DeclineCode is { } code ? new JsonObject { ["type"] = "card_error", ["code"] = "card_declined", ["decline_code"] = code } : null,
        ["next_action"] = intent.Status != "requires_action" ? null : intent.Method == "konbini" ? Slip(intent) : new JsonObject
        {
            ["type"] = "redirect_to_url", ["redirect_to_url"] = new JsonObject { ["url"] = "https://bank.example/prove" },
        },
    };

    public static JsonNode ToJson(StripeRefund refund) => new JsonObject
    {
        ["id"] = refund.Id,
        ["object"] = "refund",
        ["amount"] = refund.Amount,
        ["payment_intent"] = refund.Intent,
        ["status"] = refund.Status,
        ["failure_reason"] = refund.FailureReason,
        ["metadata"] = Metadata(refund.Form),
    };

    private static StripeBookAnswer Missing => Error(404, "invalid_request_error", "resource_missing");

    private StripeIntent? Find(string id) => _intents.Find(intent => intent.Id == id);

    private StripeBookAnswer Create(Dictionary<string, string> form)
    {
        if (StripeParameters.FaultOf(form) is { } fault)
        {
            return Error(400, "invalid_request_error", fault);
        }

        var intent = new StripeIntent
        {
            Id = $"pi_{Guid.NewGuid():N}", Amount = StripeParameters.Number(form, "amount")!.Value, Method = form["payment_method_types[]"], Form = form, Created = clock.GetUtcNow(), Chains = Chains,
        };
        _intents.Add(intent);
        if (Declines.TryGetValue(intent.Amount, out var code))
        {
            (intent.Status, intent.DeclineCode) = ("requires_payment_method", code);
            return Error(402, "card_error", "card_declined", code, ToJson(intent));
        }

        intent.Status = intent.Method == "konbini" ? "requires_action"
            : form["payment_method"] switch { AuthenticationCard => "requires_action", SlowCard => "processing", _ => "succeeded" };
        return Ok(ToJson(intent));
    }

    private StripeBookAnswer Cancel(StripeIntent intent)
    {
        if (intent.Status is "succeeded" or "canceled")
        {
            return Error(400, "invalid_request_error", "payment_intent_unexpected_state", null, ToJson(intent));
        }

        intent.Status = "canceled";
        return Ok(ToJson(intent));
    }

    private StripeBookAnswer Refund(Dictionary<string, string> form)
    {
        if (Find(form.GetValueOrDefault("payment_intent", "")) is not { Status: "succeeded" } intent)
        {
            return Error(400, "invalid_request_error", "charge_not_refundable");
        }

        var amount = StripeParameters.Number(form, "amount") ?? intent.Amount;
        if (amount > intent.Amount - _refunds.Where(refund => refund.Intent == intent.Id && refund.Status is not ("failed" or "canceled")).Sum(static refund => refund.Amount))
        {
            return Error(400, "invalid_request_error", "charge_already_refunded");
        }

        if (intent.Method == "konbini" && !form.ContainsKey("instructions_email"))
        {
            return Error(400, "invalid_request_error", "parameter_missing");
        }

        var made = new StripeRefund { Id = $"re_{Guid.NewGuid():N}", Intent = intent.Id, Amount = amount, Form = form, Status = intent.Method == "konbini" ? "requires_action" : "succeeded" };
        _refunds.Add(made);
        return Ok(ToJson(made));
    }

    private StripeBookAnswer List(Dictionary<string, string> query)
    {
        var since = StripeParameters.Number(query, "created[gte]") ?? 0;
        return Page(_intents.Where(intent => intent.Created.ToUnixTimeSeconds() >= since).Reverse().Select(intent => (intent.Id, ToJson(intent))), query);
    }

    private StripeBookAnswer ListRefunds(Dictionary<string, string> query) =>
        Page(_refunds.Where(refund => refund.Intent == query.GetValueOrDefault("payment_intent")).Reverse().Select(refund => (refund.Id, ToJson(refund))), query);

    /// <summary>The newest first, as Stripe's lists are.</summary>
    private static StripeBookAnswer Page(IEnumerable<(string Id, JsonNode Json)> items, Dictionary<string, string> query)
    {
        var limit = (int)(StripeParameters.Number(query, "limit") ?? 10);
        if (limit is < 1 or > 100)
        {
            return Error(400, "invalid_request_error", "parameter_invalid_integer");
        }

        var rest = query.GetValueOrDefault("starting_after") is { } last ? items.SkipWhile(item => item.Id != last).Skip(1).ToList() : [.. items];
        return Ok(new JsonObject { ["object"] = "list", ["data"] = new JsonArray([.. rest.Take(limit).Select(static item => item.Json)]), ["has_more"] = rest.Count > limit });
    }

    private static JsonObject Slip(StripeIntent intent)
    {
        var days = StripeParameters.Number(intent.Form, "payment_method_options[konbini][expires_after_days]") ?? 3;
        var stores = new JsonObject();
        foreach (var chain in AllChains)
        {
            // Lawson needs no confirmation number here, so that both kinds are seen.
            stores[chain] = !intent.Chains.Contains(chain) ? null
                : chain == "lawson" ? new JsonObject { ["payment_code"] = "444444" }
                : new JsonObject { ["payment_code"] = "123456", ["confirmation_number"] = intent.Form.GetValueOrDefault("payment_method_options[konbini][confirmation_number]", "90000000001") };
        }

        return new JsonObject
        {
            ["type"] = "konbini_display_details",
            ["konbini_display_details"] = new JsonObject
            {
                ["expires_at"] = intent.Created.AddDays(days).ToUnixTimeSeconds(), ["hosted_voucher_url"] = $"https://vouchers.example/{intent.Id}", ["stores"] = stores,
            },
        };
    }

    private static JsonObject Metadata(IReadOnlyDictionary<string, string> form) => new(form
        .Where(static value => value.Key.StartsWith("metadata[", StringComparison.Ordinal))
        .Select(static value => KeyValuePair.Create(value.Key[9..^1], (JsonNode?)JsonValue.Create(value.Value))));

    private static StripeBookAnswer Ok(JsonNode json) => new(200, json.ToJsonString());

    private static Dictionary<string, string> Values(string text) => QueryHelpers.ParseQuery(text).ToDictionary(static value => value.Key, static value => value.Value.ToString());
}
