using System.Reflection;
using System.Text.Json;
using OrderPortal.WebApp.Imports;

namespace OrderPortal.WebApp.Shared.Api;

/// <summary>What a parameter holds.</summary>
public enum ParameterKind
{
    Text,
    Id,

    /// <summary>ISO 8601 with offset, or a day in Japan.</summary>
    Moment,
    Number,
    Flag,
}

/// <summary>A parameter of the query, as server and document know it.</summary>
/// <param name="Values">The values that it may have; null: any of the kind.</param>
/// <param name="Example">As it stands in an address.</param>
public sealed record ApiParameter(string Name, ParameterKind Kind, string Description, IReadOnlyList<string>? Values = null, string? Example = null)
{
    public static ApiParameter Of<T>(string name, string description)
        where T : struct, Enum => new(name, ParameterKind.Text, description, [.. Enum.GetValues<T>().Select(ImportNames.Of)]);
}

/// <summary>
/// What a list can be asked: its filters, its sequences, and whether it can be read by modification. <c>limit</c>, <c>cursor</c> and <c>fields</c> every list has.
/// </summary>
public sealed class ListShape
{
    private ListShape(Type item) => Fields = [.. item.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(static property => JsonNamingPolicy.CamelCase.ConvertName(property.Name))];

    /// <summary>JSON names of an item's members.</summary>
    public IReadOnlyList<string> Fields { get; }

    public IReadOnlyList<ApiParameter> Filters { get; private init; } = [];

    /// <summary>Values of <c>sort</c>, the default first; a minus sign turns a sequence round. Empty: the list has one sequence, and no such parameter.</summary>
    public IReadOnlyList<string> Sorts { get; private init; } = [];

    /// <summary>Whether <c>modifiedSince</c> can be asked.</summary>
    public bool IsModifiable { get; private init; }

    /// <typeparam name="T">The item.</typeparam>
    public static ListShape Of<T>(bool modifiedSince, IReadOnlyList<string> sorts, params IReadOnlyList<ApiParameter> filters) =>
        new(typeof(T)) { Filters = filters, Sorts = sorts, IsModifiable = modifiedSince };
}
