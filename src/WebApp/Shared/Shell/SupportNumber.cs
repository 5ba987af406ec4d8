using System.Diagnostics;

namespace OrderPortal.WebApp.Shared.Shell;

/// <summary>
/// Short form of the trace id, such as <c>7F3A-91C2</c>: short enough to be read out on the telephone, and the log line
/// with the same number leads to everything else. It says nothing about the error itself.
/// </summary>
public static class SupportNumber
{
    public static string Current()
    {
        var trace = Activity.Current?.TraceId is { } id && id != default ? id.ToHexString() : Guid.NewGuid().ToString("N");
        var upper = trace.ToUpperInvariant();
        return $"{upper[..4]}-{upper[4..8]}";
    }
}
