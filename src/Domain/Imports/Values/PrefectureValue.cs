using System.Collections.Frozen;

namespace OrderPortal.Domain.Imports.Values;

/// <summary>The 47 prefectures (JIS X 0401): by full name, without 都道府県, in romaji, or by their number 1 to 47.</summary>
public static class PrefectureValue
{
    private static readonly string[] Names =
    [
        "北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県", "茨城県", "栃木県", "群馬県",
        "埼玉県", "千葉県", "東京都", "神奈川県", "新潟県", "富山県", "石川県", "福井県", "山梨県", "長野県",
        "岐阜県", "静岡県", "愛知県", "三重県", "滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県",
        "鳥取県", "島根県", "岡山県", "広島県", "山口県", "徳島県", "香川県", "愛媛県", "高知県", "福岡県",
        "佐賀県", "長崎県", "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県",
    ];

    private static readonly string[] Romaji =
    [
        "Hokkaido", "Aomori", "Iwate", "Miyagi", "Akita", "Yamagata", "Fukushima", "Ibaraki", "Tochigi", "Gunma",
        "Saitama", "Chiba", "Tokyo", "Kanagawa", "Niigata", "Toyama", "Ishikawa", "Fukui", "Yamanashi", "Nagano",
        "Gifu", "Shizuoka", "Aichi", "Mie", "Shiga", "Kyoto", "Osaka", "Hyogo", "Nara", "Wakayama",
        "Tottori", "Shimane", "Okayama", "Hiroshima", "Yamaguchi", "Tokushima", "Kagawa", "Ehime", "Kochi", "Fukuoka",
        "Saga", "Nagasaki", "Kumamoto", "Oita", "Miyazaki", "Kagoshima", "Okinawa",
    ];

    private static readonly FrozenDictionary<string, string> ByName =
        Names.ToFrozenDictionary(static name => name, static name => name, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> ByKey = Keys();

    /// <summary>
    /// The prefecture that a postal code's first two digits belong to, as a JIS number; index 00 to 99. The post office gave whole blocks to
    /// prefectures; the border cases are in <see cref="Borders"/>.
    /// </summary>
    private static ReadOnlySpan<byte> ByPostalPrefix =>
    [
        1, 5, 3, 2, 1, 1, 1, 1, 1, 1, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13,
        13, 14, 14, 14, 14, 14, 12, 12, 12, 12, 8, 8, 9, 11, 11, 11, 11, 10, 20, 20,
        19, 22, 22, 22, 23, 23, 23, 23, 23, 23, 21, 24, 25, 27, 27, 27, 27, 27, 27, 27,
        26, 26, 26, 29, 30, 28, 28, 28, 31, 32, 33, 33, 34, 34, 35, 35, 37, 36, 39, 38,
        40, 40, 40, 40, 41, 42, 43, 44, 45, 46, 47, 18, 17, 16, 15, 15, 7, 7, 4, 6,
    ];

    /// <summary>
    /// First three digits whose area reaches into a second prefecture. General knowledge, not the post office's file: a place that is
    /// missing here costs a warning, never a rejected order.
    /// </summary>
    private static readonly FrozenDictionary<string, string> Borders = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["018"] = "青森県", ["389"] = "群馬県", ["498"] = "三重県", ["520"] = "京都府", ["618"] = "大阪府", ["647"] = "奈良県",
        ["648"] = "奈良県", ["684"] = "島根県", ["685"] = "島根県", ["811"] = "長崎県", ["817"] = "長崎県", ["871"] = "福岡県", ["949"] = "長野県",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Full names in the order of their JIS numbers, 北海道 first.</summary>
    public static IReadOnlyList<string> All => Names;

    /// <param name="value">Full name, e.g. 東京都; empty for a fault.</param>
    public static ValueFinding Read(string cell, out string value)
    {
        if (ByName.TryGetValue(cell, out var known))
        {
            value = known;
            return ValueFinding.None;
        }

        value = "";
        if (cell.Length > 40)
        {
            return ValueFinding.Fault(ProblemCodes.UnknownPrefecture);
        }

        var key = CellText.MatchKey(cell);
        if (ByKey.TryGetValue(key, out known))
        {
            value = known;
            return ValueFinding.None;
        }

        if (key.Length is 1 or 2 && TryNumber(CellText.Trim(cell.AsSpan()), key, out var number))
        {
            value = Names[number - 1];
            return ValueFinding.Adjusted(value, AdjustReasons.JisCode);
        }

        return ValueFinding.Fault(ProblemCodes.UnknownPrefecture);
    }

    /// <summary>
    /// The prefecture that the postal code belongs to where it is another one than <paramref name="prefecture"/>, else null. Only ever a warning:
    /// a postal code does not determine the prefecture (498-0000 lies in 愛知県 and 三重県).
    /// </summary>
    /// <param name="postalCode">Seven digits.</param>
    /// <param name="prefecture">Full name.</param>
    public static string? Contradicts(string postalCode, string prefecture)
    {
        var expected = Names[ByPostalPrefix[((postalCode[0] - '0') * 10) + postalCode[1] - '0'] - 1];
        if (string.Equals(expected, prefecture, StringComparison.Ordinal))
        {
            return null;
        }

        return Borders.TryGetValue(postalCode[..3], out var other) && string.Equals(other, prefecture, StringComparison.Ordinal) ? null : expected;
    }

    /// <remarks>The cell must be the bare number: MatchKey drops signs, and "-1" or "1.3" is no prefecture.</remarks>
    private static bool TryNumber(ReadOnlySpan<char> cell, string key, out int number)
    {
        number = 0;
        if (cell.Length != key.Length)
        {
            return false;
        }

        foreach (var c in key)
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }

            number = (number * 10) + (c - '0');
        }

        return number is >= 1 and <= 47;
    }

    private static FrozenDictionary<string, string> Keys()
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < Names.Length; i++)
        {
            var name = Names[i];
            keys[name] = name;
            keys[name.Length > 2 && name != "北海道" ? name[..^1] : name] = name;
            var romaji = Romaji[i].ToLowerInvariant();
            keys[romaji] = name;
            keys[romaji + (name[^1] switch { '都' => "to", '府' => "fu", '県' => "ken", _ => "do" })] = name;
            keys["jp" + (i + 1).ToString("00", System.Globalization.CultureInfo.InvariantCulture)] = name;
        }

        return keys.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
