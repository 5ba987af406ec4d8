using System.Reflection;

namespace OrderPortal.Architecture.Tests;

/// <summary>Where a type lives: <c>OrderPortal.Project.Feature…</c>.</summary>
internal sealed record Room(string Project, string Feature)
{
    /// <summary>Null for types of others, and for what lies above the features (the entry point, the markup's imports).</summary>
    public static Room? Of(Type type) => type.Namespace?.Split('.') is ["OrderPortal", var project, var feature, ..] ? new Room(project, feature) : null;
}

/// <summary>The three assemblies and their types, as built.</summary>
internal static class House
{
    public static Assembly Domain { get; } = typeof(OrderPortal.Domain.Orders.Order).Assembly;

    public static Assembly Infrastructure { get; } = typeof(OrderPortal.Infrastructure.Shared.StartException).Assembly;

    public static Assembly WebApp { get; } = typeof(Program).Assembly;

    public static IEnumerable<Assembly> All => [Domain, Infrastructure, WebApp];

    /// <summary>Types as written: those that the compiler or EF's tools made belong to somebody or are nobody's.</summary>
    public static IEnumerable<Type> Types(params IEnumerable<Assembly> assemblies) => assemblies
        .SelectMany(assembly => assembly.GetTypes())
        .Where(type => type.DeclaringType is null && !type.Name.StartsWith('<') && !IsMigration(type));

    public static Type Outermost(Type type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type;
    }

    private static bool IsMigration(Type type) => type.Namespace?.EndsWith(".Migrations", StringComparison.Ordinal) == true;
}
