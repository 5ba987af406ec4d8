namespace OrderPortal.Domain.Imports.Values;

/// <summary>The time of day behind a date, with or without an offset.</summary>
internal ref partial struct DateParser
{
    private ValueFinding TryClock(int hour, int minute, int second, DateOnly day, ref ParsedDate result)
    {
        if (_at < _text.Length || hour > 23 || minute > 59 || second > 59 || day.Year < 1900)
        {
            return Bad();
        }

        return Good(new DateTimeOffset(day.ToDateTime(new TimeOnly(hour, minute, second)), DateValue.Jst), null, ref result);
    }

    /// <summary>Nothing, or a time after a space or T, with an offset or without.</summary>
    private bool TryTime(DateOnly day, out DateTimeOffset moment)
    {
        moment = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), DateValue.Jst);
        if (_at == _text.Length)
        {
            return true;
        }

        if (!Next('T') && !Next('t') && _text[_at] is not (' ' or '午'))
        {
            return false;
        }

        SkipSpaces();
        var half = Half();
        SkipSpaces();
        if (!TryTimeOfDay(out var hour, out var minute, out var second))
        {
            return false;
        }

        SkipSpaces();
        half = half == 0 ? Half() : half;
        if (half != 0 && hour > 12)
        {
            return false;
        }

        hour = half switch { 1 => hour % 12, 2 => (hour % 12) + 12, _ => hour };
        if (!TryOffset(out var offset) || _at != _text.Length || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        moment = new DateTimeOffset(day.ToDateTime(new TimeOnly(hour, minute, second)), offset).ToOffset(DateValue.Jst);
        return true;
    }

    private bool TryTimeOfDay(out int hour, out int minute, out int second)
    {
        (hour, minute, second) = (0, 0, 0);
        if (DigitsHere() is not (1 or 2))
        {
            return false;
        }

        hour = Take(DigitsHere());
        if (Next('時'))
        {
            if (DigitsHere() is 1 or 2)
            {
                minute = Take(DigitsHere());
                if (!Next('分'))
                {
                    return false;
                }
            }

            if (DigitsHere() is 1 or 2)
            {
                second = Take(DigitsHere());
                return Next('秒');
            }

            return true;
        }

        if (!Next(':') || DigitsHere() != 2)
        {
            return false;
        }

        minute = Take(2);
        if (!Next(':'))
        {
            return true;
        }

        if (DigitsHere() != 2)
        {
            return false;
        }

        second = Take(2);
        if (Next('.'))
        {
            var digits = DigitsHere();
            _at += digits;
            return digits > 0;
        }

        return true;
    }

    private bool TryOffset(out TimeSpan offset)
    {
        offset = DateValue.Jst;
        if (_at == _text.Length)
        {
            return true;
        }

        if (Next('Z') || Next('z'))
        {
            offset = TimeSpan.Zero;
            return true;
        }

        var isNegative = _text[_at] == '-';
        if (!Next('+') && !Next('-'))
        {
            return false;
        }

        var digits = DigitsHere();
        if (digits is not (2 or 4))
        {
            return false;
        }

        var hours = Take(2);
        var minutes = digits == 4 || (Next(':') && DigitsHere() == 2) ? Take(2) : 0;
        offset = new TimeSpan(hours, minutes, 0);
        offset = isNegative ? -offset : offset;
        return hours < 14 && minutes < 60;
    }

    /// <summary>1 where the text goes on with a word for the morning, 2 for the afternoon, else 0.</summary>
    private int Half()
    {
        var rest = _text[_at..];
        var isMorning = rest.StartsWith("午前") || rest.StartsWith("AM", StringComparison.OrdinalIgnoreCase);
        if (!isMorning && !rest.StartsWith("午後") && !rest.StartsWith("PM", StringComparison.OrdinalIgnoreCase))
        {
            return 0;
        }

        _at += 2;
        return isMorning ? 1 : 2;
    }
}
