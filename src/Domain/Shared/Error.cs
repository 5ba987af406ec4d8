namespace OrderPortal.Domain.Shared;

/// <summary>
/// Why something was refused: a stable code that screens, API answers and reports look up in their own language, and the
/// values that the sentence names. Never a sentence itself.
/// </summary>
/// <param name="Code">Stable, lower case with underscores, e.g. <c>order_already_shipped</c>.</param>
/// <param name="Arguments">What the localised sentence puts in its places {0}, {1}, … in order.</param>
public sealed record Error(string Code, params IReadOnlyList<string> Arguments)
{
    public override string ToString() => Arguments.Count == 0 ? Code : $"{Code} ({string.Join(", ", Arguments)})";
}

/// <summary>The outcome of a use case that can be refused. Exceptions are for bugs and outages only.</summary>
public readonly struct Result
{
    private Result(Error? error) => Error = error;

    /// <summary>Null when the use case went through.</summary>
    public Error? Error { get; }

    public bool IsSuccess => Error is null;

    public static Result Success => default;

    public static Result Failure(Error error) => new(error);

    public static implicit operator Result(Error error) => Failure(error);
}

/// <inheritdoc cref="Result"/>
public readonly struct Result<T>
{
    private readonly T? _value;

    private Result(T? value, Error? error)
    {
        _value = value;
        Error = error;
    }

    /// <summary>Null when the use case went through.</summary>
    public Error? Error { get; }

    public bool IsSuccess => Error is null;

    /// <summary>The value of a success; asking a failure for it is a bug.</summary>
    public T Value => Error is null ? _value! : throw new InvalidOperationException($"A failure has no value: {Error}");

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Error error) => new(default, error);
}
