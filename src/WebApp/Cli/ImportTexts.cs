namespace OrderPortal.WebApp.Cli;

/// <summary>What <c>import</c> says, in one language. Not in the resources of the screens: the verb runs without the host.</summary>
internal sealed record ImportTexts
{
    private IReadOnlyDictionary<string, string> Phases { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    private IReadOnlyDictionary<string, string> Statuses { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public required string Uploading { get; init; }

    /// <summary>{0}: what the portal said.</summary>
    public required string Refused { get; init; }

    /// <summary>{0}: address.</summary>
    public required string NoAnswer { get; init; }

    /// <summary>{0}: path.</summary>
    public required string ReportAt { get; init; }

    public required string RowUnit { get; init; }

    public required string Result { get; init; }

    public required string Rows { get; init; }

    public required string Orders { get; init; }

    public required string Read { get; init; }

    public required string Accepted { get; init; }

    public required string Rejected { get; init; }

    public required string Skipped { get; init; }

    public required string Warnings { get; init; }

    public required string Created { get; init; }

    public required string Updated { get; init; }

    public required string Unchanged { get; init; }

    public required string ControlTotals { get; init; }

    public required string Quantity { get; init; }

    public required string Amount { get; init; }

    public required string Matching { get; init; }

    public required string Differing { get; init; }

    public required string NotCompared { get; init; }

    public required string Time { get; init; }

    private static ImportTexts Japanese { get; } = new()
    {
        Uploading = "アップロード中", Refused = "取り込めません：{0}", NoAnswer = "{0}に接続できません。ポータルが起動しているか確かめてください。", ReportAt = "エラーの行：{0}",
        RowUnit = "行", Result = "結果", Rows = "行", Orders = "注文", Read = "読み込み", Accepted = "取り込み", Rejected = "エラー", Skipped = "スキップ", Warnings = "警告", Created = "新規",
        Updated = "更新", Unchanged = "変更なし", ControlTotals = "合計の照合", Quantity = "数量", Amount = "金額", Matching = "一致", Differing = "一致しません", NotCompared = "未照合", Time = "所要時間",
        Phases = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["received"] = "受付済み", ["reading"] = "読み込み中", ["validating"] = "検証中", ["writing"] = "書き込み中", ["settling"] = "決済中", ["notifying"] = "通知中", ["finished"] = "完了",
        },
        Statuses = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["completed"] = "完了", ["completedWithErrors"] = "一部エラー", ["failed"] = "失敗", ["cancelled"] = "中止", ["undone"] = "取り消し済み", ["paused"] = "一時停止中",
            ["awaitingConfirmation"] = "確認待ち",
        },
    };

    private static ImportTexts English { get; } = new()
    {
        Uploading = "Uploading", Refused = "The import was refused: {0}", NoAnswer = "{0} does not answer. Is the portal running?", ReportAt = "Error report: {0}",
        RowUnit = "rows", Result = "Result", Rows = "Rows", Orders = "Orders", Read = "read", Accepted = "accepted", Rejected = "rejected", Skipped = "skipped", Warnings = "warnings",
        Created = "created", Updated = "updated", Unchanged = "unchanged", ControlTotals = "Control totals", Quantity = "quantity", Amount = "amount", Matching = "match",
        Differing = "DO NOT MATCH", NotCompared = "not compared", Time = "Time",
        Phases = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["received"] = "Received", ["reading"] = "Reading", ["validating"] = "Validating", ["writing"] = "Writing", ["settling"] = "Settling", ["notifying"] = "Notifying", ["finished"] = "Finished",
        },
        Statuses = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["completed"] = "completed", ["completedWithErrors"] = "completed with errors", ["failed"] = "failed", ["cancelled"] = "cancelled", ["undone"] = "undone", ["paused"] = "paused",
            ["awaitingConfirmation"] = "awaiting confirmation",
        },
    };

    public static ImportTexts For(bool japanese) => japanese ? Japanese : English;

    public string Phase(string name) => Phases.GetValueOrDefault(name, name);

    public string Status(string name) => Statuses.GetValueOrDefault(name, name);

    public string RowCount(long rows) => $"{rows.ToString("N0", System.Globalization.CultureInfo.InvariantCulture)} {RowUnit}";

    public string Match(bool? matches) => matches switch { true => Matching, false => Differing, null => NotCompared };
}
