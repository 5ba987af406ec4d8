using System.Numerics;

namespace OrderPortal.Domain.Payments;

/// <summary>An order, or a part of one over the limit, on its way into a charge.</summary>
/// <param name="Amount">Yen, more than 0 and at most the limit of a charge.</param>
internal readonly record struct OrderPart(SettleableOrder Order, long Amount)
{
    /// <summary>By amount; equal ones by number, so that the sequence is always the same.</summary>
    public static Comparer<OrderPart> BySize { get; } = Comparer<OrderPart>.Create((one, other) =>
    {
        var byAmount = one.Amount.CompareTo(other.Amount);
        var byNumber = byAmount != 0 ? byAmount : string.CompareOrdinal(other.Order.OrderNumber, one.Order.OrderNumber);
        return byNumber != 0 ? byNumber : other.Order.Id.Value.CompareTo(one.Order.Id.Value);
    });
}

/// <summary>A charge being filled.</summary>
internal sealed class FilledCharge
{
    public List<OrderPart> Parts { get; } = [];

    public long Amount { get; private set; }

    public void Add(OrderPart part)
    {
        Parts.Add(part);
        Amount += part.Amount;
    }

    public void Remove(OrderPart part)
    {
        Parts.Remove(part);
        Amount -= part.Amount;
    }

    public static FilledCharge Of(OrderPart part)
    {
        var charge = new FilledCharge();
        charge.Add(part);
        return charge;
    }
}

/// <summary>Packs parts into as few charges as first-fit-decreasing does.</summary>
internal static class ChargePacking
{
    /// <returns>The charges, each at most the limit, and all but at most one at least the minimum: of two below it the second would have gone into the first.</returns>
    public static List<FilledCharge> Pack(IEnumerable<OrderPart> parts, ChargeBounds bounds)
    {
        var sorted = parts.OrderDescending(OrderPart.BySize).ToList();
        var charges = new List<FilledCharge>();
        var rooms = new Rooms(sorted.Count, bounds.Max);
        foreach (var part in sorted)
        {
            var place = rooms.Take(part.Amount);
            if (place == charges.Count)
            {
                charges.Add(new FilledCharge());
            }

            charges[place].Add(part);
        }

        return charges;
    }

    /// <summary>
    /// Lifts the one charge below the minimum by parts of the others, smallest first, leaving each its largest. Nothing goes out of bounds by that: the others are
    /// all but full (their room is less than what the low one holds) and the limit is three times the minimum or more. If these parts do not suffice, none do.
    /// </summary>
    /// <returns>What was taken out of the charges because nothing lifts it.</returns>
    public static IReadOnlyList<OrderPart> Lift(List<FilledCharge> charges, ChargeBounds bounds)
    {
        if (charges.Find(charge => charge.Amount < bounds.Min) is not { } low)
        {
            return [];
        }

        var moves = new List<(FilledCharge From, OrderPart Part)>();
        var missing = bounds.Min - low.Amount;
        foreach (var move in charges.Where(charge => charge != low).SelectMany(charge => charge.Parts.Skip(1).Select(part => (From: charge, Part: part))).OrderBy(move => move.Part, OrderPart.BySize))
        {
            if (missing <= 0)
            {
                break;
            }

            moves.Add(move);
            missing -= move.Part.Amount;
        }

        if (missing > 0)
        {
            charges.Remove(low);
            return low.Parts;
        }

        foreach (var (from, part) in moves)
        {
            from.Remove(part);
            low.Add(part);
        }

        return [];
    }

    /// <summary>The room left in a row of charges, as a tree of the greatest: the first one with enough is found without a walk along all.</summary>
    private sealed class Rooms
    {
        private readonly int _leaves;
        private readonly long[] _greatest;

        public Rooms(int count, long room)
        {
            _leaves = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(count, 1));
            _greatest = new long[2 * _leaves];
            Array.Fill(_greatest, room);
        }

        public int Take(long amount)
        {
            var node = 1;
            while (node < _leaves)
            {
                node = 2 * node + (_greatest[2 * node] >= amount ? 0 : 1);
            }

            var place = node - _leaves;
            _greatest[node] -= amount;
            while ((node /= 2) > 0)
            {
                _greatest[node] = Math.Max(_greatest[2 * node], _greatest[2 * node + 1]);
            }

            return place;
        }
    }
}
