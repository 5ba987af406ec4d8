using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Orders;

/// <summary>What a request wants placed.</summary>
/// <param name="Orders">Each an order, or why it cannot be read.</param>
/// <param name="Mode">Null where the body does not say.</param>
internal sealed record OrderBatch(IReadOnlyList<Result<OrderBody>> Orders, ImportMode? Mode);

/// <summary>
/// Reads many orders, one by one, so that one that cannot be read does not take the others with it: from a body of JSON, or from lines as they arrive. Stops at
/// the first order that is too many.
/// </summary>
internal static class OrderBatchReader
{
    public const string Lines = "application/x-ndjson";

    /// <summary>Bytes of one line: an order with all lines that it may have fits twice.</summary>
    public const int LongestLine = 1024 * 1024;

    /// <summary>Argument: <see cref="LongestLine"/>.</summary>
    public const string LineTooLong = "line_too_long";

    private static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    public static Error TooMany => new(PlaceOrders.TooManyOrders, PlaceOrders.MaxOrders.ToString(CultureInfo.InvariantCulture));

    public static async Task<Result<OrderBatch>> ReadJsonAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        // The server lets no more bytes through than the operation allows.
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        return ReadJson(body.GetBuffer().AsSpan(0, (int)body.Length));
    }

    public static async Task<Result<OrderBatch>> ReadLinesAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (pipe, lines) = (request.BodyReader, new LineReading());
        while (true)
        {
            var read = await pipe.ReadAsync(cancellationToken);
            var rest = lines.Take(read.Buffer, read.IsCompleted);
            pipe.AdvanceTo(rest, read.Buffer.End);
            if (lines.IsTooMany)
            {
                return TooMany;
            }

            if (read.IsCompleted)
            {
                return new OrderBatch(lines.Orders, null);
            }
        }
    }

    internal static Result<OrderBatch> ReadJson(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(WithoutMark(json));
        var (orders, mode, names) = (new List<Result<OrderBody>>(), default(ImportMode?), new HashSet<string>(StringComparer.Ordinal));
        var place = "body";
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return Broken(place);
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                place = TextOf(reader);
                reader.Read();
                var error = !names.Add(place) ? Broken(place) : place switch
                {
                    "orders" => ReadOrders(ref reader, orders, ref place),
                    "mode" => ReadMode(reader, ref mode),
                    _ => new Error(ListQuery.UnknownField, ListQuery.Shorten(place)),
                };
                if (error is not null)
                {
                    return error;
                }
            }

            // Only the reader knows what stands behind the end.
            place = "body";
            reader.Read();
            return new OrderBatch(orders, mode);
        }
        catch (JsonException)
        {
            return Broken(place);
        }
    }

    private static Error? ReadOrders(ref Utf8JsonReader reader, List<Result<OrderBody>> orders, ref string place)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return Broken(place);
        }

        while (true)
        {
            place = string.Create(CultureInfo.InvariantCulture, $"orders[{orders.Count}]");
            if (!reader.Read() || reader.TokenType == JsonTokenType.EndArray)
            {
                return null;
            }

            if (orders.Count == PlaceOrders.MaxOrders)
            {
                return TooMany;
            }

            orders.Add(OrderBodyReader.Read(ref reader));
        }
    }

    private static Error? ReadMode(Utf8JsonReader reader, ref ImportMode? mode)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
        {
            return Broken("mode");
        }

        var text = TextOf(reader);
        mode = reader.TokenType == JsonTokenType.String ? ImportNames.Parse<ImportMode>(text) : null;
        return mode is null && reader.TokenType == JsonTokenType.String ? ListQuery.Bad("mode", text) : null;
    }

    private static Error Broken(string place) => new(JsonBody.Unreadable, ListQuery.Shorten(place));

    /// <remarks>As it is written, escapes too: names and modes need none, and what is no text at all must be sayable.</remarks>
    private static string TextOf(Utf8JsonReader reader) => Encoding.UTF8.GetString(reader.ValueSpan);

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Mark) ? bytes[Mark.Length..] : bytes;

    /// <summary>Orders so far, and where in the lines the reading stands.</summary>
    private sealed class LineReading
    {
        private bool _isFirst = true;
        private bool _isSkipping;

        public List<Result<OrderBody>> Orders { get; } = [];

        public bool IsTooMany { get; private set; }

        /// <returns>Where the line begins whose end has not arrived.</returns>
        public SequencePosition Take(ReadOnlySequence<byte> bytes, bool isEnd)
        {
            while (!IsTooMany && bytes.PositionOf((byte)'\n') is { } end)
            {
                TakeLine(bytes.Slice(0, end));
                bytes = bytes.Slice(bytes.GetPosition(1, end));
            }

            if (!isEnd && bytes.Length <= LongestLine)
            {
                return bytes.Start;
            }

            // The last line, or one of which enough is known: its rest is passed over.
            if (!bytes.IsEmpty && !IsTooMany)
            {
                TakeLine(bytes);
                _isSkipping = !isEnd;
            }

            return bytes.End;
        }

        private void TakeLine(ReadOnlySequence<byte> line)
        {
            if (_isSkipping)
            {
                _isSkipping = false;
                return;
            }

            if (line.Length > LongestLine)
            {
                Add(new Error(LineTooLong, LongestLine.ToString(CultureInfo.InvariantCulture)));
                return;
            }

            var json = line.IsSingleSegment ? line.FirstSpan : line.ToArray();
            json = (_isFirst ? WithoutMark(json) : json).Trim(" \t\r"u8);
            _isFirst = false;
            if (!json.IsEmpty)
            {
                Add(OrderBodyReader.Read(json));
            }
        }

        private void Add(Result<OrderBody> order)
        {
            IsTooMany = Orders.Count == PlaceOrders.MaxOrders;
            if (!IsTooMany)
            {
                Orders.Add(order);
            }
        }
    }
}
