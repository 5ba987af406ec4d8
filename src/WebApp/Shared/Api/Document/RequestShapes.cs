using System.Collections;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace OrderPortal.WebApp.Shared.Api.Document;

/// <summary>The shapes that callers send: in them members that nobody knows are refused, and what may be left out is another matter than in answers.</summary>
internal sealed class RequestShapes(EndpointDataSource endpoints)
{
    private readonly Lazy<HashSet<Type>> _types = new(() => Collect(endpoints));

    public bool Contains(Type type) => _types.Value.Contains(type);

    private static HashSet<Type> Collect(EndpointDataSource endpoints)
    {
        var found = new HashSet<Type>();
        foreach (var endpoint in endpoints.Endpoints.Where(static endpoint => endpoint.Metadata.GetMetadata<ApiOperation>() is not null))
        {
            var bodies = endpoint.Metadata.OfType<IAcceptsMetadata>().Select(static accepts => accepts.RequestType).Concat(endpoint.Metadata.OfType<ApiLines>().Select(static lines => lines.Line));
            foreach (var body in bodies.OfType<Type>())
            {
                Add(body, found);
            }
        }

        return found;
    }

    private static void Add(Type type, HashSet<Type> found)
    {
        var shape = Nullable.GetUnderlyingType(type) ?? type;
        if (shape != typeof(string) && typeof(IEnumerable).IsAssignableFrom(shape))
        {
            foreach (var argument in shape.IsArray ? [shape.GetElementType()!] : shape.GetGenericArguments())
            {
                Add(argument, found);
            }
        }
        else if (SchemaNames.Of(shape) is not null && found.Add(shape))
        {
            foreach (var member in shape.GetProperties(BindingFlags.Instance | BindingFlags.Public))
            {
                Add(member.PropertyType, found);
            }
        }
    }
}
