namespace OrderPortal.Infrastructure.Shared;

/// <summary>Something that the portal cannot start without, told in one line that says how to mend it: print the message, not the trace.</summary>
public sealed class StartException(string message, Exception? inner = null) : Exception(message, inner);
