namespace OrderPortal.Domain.Imports.Values;

/// <summary>A moment in Japan Standard Time, and why it was not as written, if so.</summary>
internal readonly record struct ParsedDate(DateTimeOffset Moment, string? Reason);

/// <summary>The grammar of <see cref="DateValue"/>, by hand: one pass, nothing allocated for a good date.</summary>
internal ref partial struct DateParser
{
    private const int Longest = 48;
    private static readonly DateTime SerialZero = new(1899, 12, 30, 0, 0, 0, DateTimeKind.Unspecified);

    private static readonly (string Name, char Letter, DateOnly First, DateOnly Last)[] Eras =
    [
        ("令和", 'R', new(2019, 5, 1), DateOnly.MaxValue),
        ("平成", 'H', new(1989, 1, 8), new(2019, 4, 30)),
        ("昭和", 'S', new(1926, 12, 25), new(1989, 1, 7)),
        ("大正", 'T', new(1912, 7, 30), new(1926, 12, 24)),
        ("明治", 'M', new(1868, 1, 25), new(1912, 7, 29)),
    ];

    private readonly ReadOnlySpan<char> _text;
    private int _at;

    private DateParser(ReadOnlySpan<char> text) => _text = text;

    public static ValueFinding Parse(string cell, DateOrder order, out ParsedDate result)
    {
        result = default;
        var trimmed = CellText.Trim(cell.AsSpan());
        if (trimmed.Length is 0 or > Longest)
        {
            return ValueFinding.Fault(ProblemCodes.BadDate);
        }

        Span<char> buffer = stackalloc char[Longest * 2];
        var parser = new DateParser(CellText.IsPrintableAscii(trimmed) ? trimmed : Expand(trimmed, buffer));
        return parser.Run(order, ref result);
    }

    /// <summary>Folds widths and writes the one-character eras ㋿㍻㍼㍽㍾ out.</summary>
    private static ReadOnlySpan<char> Expand(ReadOnlySpan<char> text, Span<char> buffer)
    {
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var era = text[i] switch { '㋿' => "令和", '㍻' => "平成", '㍼' => "昭和", '㍽' => "大正", '㍾' => "明治", _ => null };
            if (era is null)
            {
                CellText.Fold(text.Slice(i, 1), buffer[length..]);
                length++;
            }
            else
            {
                era.CopyTo(buffer[length..]);
                length += era.Length;
            }
        }

        return buffer[..length];
    }

    private ValueFinding Run(DateOrder order, ref ParsedDate result)
    {
        string? reason = null;
        DateOnly day;
        if (TryEra(out var era))
        {
            if (!TryEraDay(era, out day))
            {
                return Bad();
            }
        }
        else
        {
            var digits = DigitsHere();
            switch (digits)
            {
                case 5:
                    return TrySerial(ref result);
                case 8 or 14:
                    if (!TryMake(Take(4), Take(2), Take(2), out day))
                    {
                        return Bad();
                    }

                    if (digits == 14)
                    {
                        return TryClock(Take(2), Take(2), Take(2), day, ref result);
                    }

                    break;
                case 4:
                    if (!TryYearFirst(out day))
                    {
                        return Bad();
                    }

                    break;
                case 1 or 2:
                    var finding = YearLast(order, out day, out reason);
                    if (finding.IsFault)
                    {
                        return finding;
                    }

                    break;
                default:
                    return Bad();
            }
        }

        SkipWeekday();
        return TryTime(day, out var moment) && day.Year is >= 1900 and <= 2199 ? Good(moment, reason, ref result) : Bad();
    }

    private static ValueFinding Bad() => ValueFinding.Fault(ProblemCodes.BadDate);

    private static ValueFinding Good(DateTimeOffset moment, string? reason, ref ParsedDate result)
    {
        result = new ParsedDate(moment, reason);
        return ValueFinding.None;
    }

    private static bool TryMake(int year, int month, int day, out DateOnly date)
    {
        date = default;
        if (year is < 1868 or > 2199 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        date = new DateOnly(year, month, day);
        return true;
    }

    private bool TryEra(out int era)
    {
        for (era = 0; era < Eras.Length; era++)
        {
            var (name, letter, _, _) = Eras[era];
            var rest = _text[_at..];
            var length = rest.StartsWith(name) ? 2 : rest[0] == name[0] || (rest[0] | 0x20) == (letter | 0x20) ? 1 : 0;
            if (length == 0)
            {
                continue;
            }

            _at += length;
            SkipSpaces();
            return true;
        }

        return false;
    }

    private bool TryEraDay(int era, out DateOnly day)
    {
        day = default;
        int year;
        if (Next('元'))
        {
            year = 1;
        }
        else if (DigitsHere() is 1 or 2)
        {
            year = Take(DigitsHere());
        }
        else
        {
            return false;
        }

        var (_, _, first, last) = Eras[era];
        return year > 0 && TryMonthDay(first.Year + year - 1, out day) && day >= first && day <= last;
    }

    private bool TryYearFirst(out DateOnly day) => TryMonthDay(Take(4), out day);

    /// <summary>The rest of a date after its year: separator, month, the same separator, day.</summary>
    private bool TryMonthDay(int year, out DateOnly date)
    {
        date = default;
        SkipSpaces();
        if (_at >= _text.Length)
        {
            return false;
        }

        var separator = _text[_at++];
        if (separator is not ('/' or '-' or '.' or '年'))
        {
            return false;
        }

        SkipSpaces();
        if (DigitsHere() is not (1 or 2))
        {
            return false;
        }

        var month = Take(DigitsHere());
        SkipSpaces();
        if (!Next(separator == '年' ? '月' : separator))
        {
            return false;
        }

        SkipSpaces();
        if (DigitsHere() is not (1 or 2))
        {
            return false;
        }

        var day = Take(DigitsHere());
        if (separator == '年')
        {
            SkipSpaces();
            if (!Next('日'))
            {
                return false;
            }
        }

        return TryMake(year, month, day, out date);
    }

    /// <summary>01/02/2026. Which number is the day is never guessed: it follows from a number above 12, or from what the reader was told.</summary>
    private ValueFinding YearLast(DateOrder order, out DateOnly day, out string? reason)
    {
        day = default;
        reason = null;
        var first = Take(DigitsHere());
        var separator = _at < _text.Length ? _text[_at++] : ' ';
        if (separator is not ('/' or '-' or '.') || DigitsHere() is not (1 or 2))
        {
            return Bad();
        }

        var second = Take(DigitsHere());
        if (!Next(separator) || DigitsHere() != 4)
        {
            return Bad();
        }

        var year = Take(4);
        var canBeDayFirst = TryMake(year, second, first, out var dayFirst);
        var canBeMonthFirst = TryMake(year, first, second, out var monthFirst);
        if (order != DateOrder.Unstated)
        {
            day = order == DateOrder.DayFirst ? dayFirst : monthFirst;
            return (order == DateOrder.DayFirst ? canBeDayFirst : canBeMonthFirst) ? ValueFinding.None : Bad();
        }

        if (canBeDayFirst && canBeMonthFirst && dayFirst != monthFirst)
        {
            return ValueFinding.Fault(
                ProblemCodes.AmbiguousDate, monthFirst.ToString("O", null), dayFirst.ToString("O", null));
        }

        if (!canBeDayFirst && !canBeMonthFirst)
        {
            return Bad();
        }

        day = canBeDayFirst ? dayFirst : monthFirst;

        // 05/05/2026 is the same both ways, so there is nothing to tell.
        reason = canBeDayFirst && canBeMonthFirst ? null : canBeDayFirst ? AdjustReasons.DayFirst : AdjustReasons.MonthFirst;
        return ValueFinding.None;
    }

    private ValueFinding TrySerial(ref ParsedDate result)
    {
        var serial = Take(5);
        double fraction = 0;
        if (Next('.'))
        {
            var digits = DigitsHere();
            if (digits is 0 or > 15)
            {
                return Bad();
            }

            double scale = 1;
            for (var i = 0; i < digits; i++)
            {
                scale /= 10;
                fraction += (_text[_at++] - '0') * scale;
            }
        }

        if (_at < _text.Length || serial is < 20_000 or > 80_000)
        {
            return Bad();
        }

        // Excel keeps times as parts of a day; a second is the finest that its cells show.
        var moment = SerialZero.AddDays(serial).AddSeconds(Math.Round(fraction * 86_400));
        return Good(new DateTimeOffset(moment, DateValue.Jst), AdjustReasons.ExcelSerial, ref result);
    }

    private void SkipWeekday()
    {
        var rest = _text[_at..].TrimStart(' ');
        if (rest.Length < 3 || rest[0] != '(' || !"日月火水木金土".Contains(rest[1], StringComparison.Ordinal))
        {
            return;
        }

        var close = rest.IndexOf(')');
        if (close == 2 || (close > 2 && rest[2..close] is "曜" or "曜日"))
        {
            _at = _text.Length - rest.Length + close + 1;
        }
    }

    private void SkipSpaces()
    {
        while (_at < _text.Length && _text[_at] == ' ')
        {
            _at++;
        }
    }

    private bool Next(char c)
    {
        if (_at >= _text.Length || _text[_at] != c)
        {
            return false;
        }

        _at++;
        return true;
    }

    private readonly int DigitsHere()
    {
        var rest = _text[_at..];
        var end = rest.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? rest.Length : end;
    }

    /// <summary>The number of the next <paramref name="digits"/> characters, which must be digits.</summary>
    private int Take(int digits)
    {
        var value = 0;
        for (var i = 0; i < digits; i++)
        {
            value = (value * 10) + (_text[_at++] - '0');
        }

        return value;
    }
}
