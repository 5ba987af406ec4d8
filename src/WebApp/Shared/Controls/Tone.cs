namespace OrderPortal.WebApp.Shared.Controls;

/// <summary>What a colour means in the portal; the pairs of text and tint stand in tokens.css.</summary>
public enum Tone
{
    Neutral,
    Info,
    Success,
    Warning,
    Danger,

    /// <summary>Someone else has to act.</summary>
    Waiting,

    /// <summary>Money has moved.</summary>
    Money,
}

internal static class ToneCss
{
    public static string Css(this Tone tone) => tone switch
    {
        Tone.Neutral => "op-tone-neutral",
        Tone.Info => "op-tone-info",
        Tone.Success => "op-tone-success",
        Tone.Warning => "op-tone-warning",
        Tone.Danger => "op-tone-danger",
        Tone.Waiting => "op-tone-waiting",
        Tone.Money => "op-tone-money",
        _ => throw new ArgumentOutOfRangeException(nameof(tone), tone, "No such tone."),
    };
}
