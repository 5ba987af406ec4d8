using System.Text;

namespace OrderPortal.EndToEnd.Tests.Shared;

/// <summary>Reads CSV plainly and without the product's reader, whose reports it judges.</summary>
internal static class CsvText
{
    public static Encoding Cp932 { get; } = CodePagesEncodingProvider.Instance.GetEncoding(932)!;

    public static List<string[]> Parse(string text)
    {
        var records = new List<string[]>();
        var cells = new List<string>();
        var cell = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (isQuoted)
            {
                if (character != '"')
                {
                    cell.Append(character);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    cell.Append(text[++i]);
                }
                else
                {
                    isQuoted = false;
                }
            }
            else if (character == '"')
            {
                isQuoted = true;
            }
            else if (character is ',' or '\n')
            {
                cells.Add(cell.ToString());
                cell.Clear();
                if (character == '\n')
                {
                    records.Add([.. cells]);
                    cells.Clear();
                }
            }
            else if (character != '\r')
            {
                cell.Append(character);
            }
        }

        return records;
    }
}
