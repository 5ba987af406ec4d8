using System.Reflection;
using System.Reflection.Emit;

namespace OrderPortal.Architecture.Tests;

/// <summary>
/// Which types a type uses: what it inherits, holds, takes, gives, is marked with and calls, read from signatures and method bodies, so
/// that <c>using</c> lines and what the compiler infers make no difference. Constants leave no trace: the compiler copies them.
/// </summary>
internal static class TypeReferences
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<int, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => (int)(ushort)code.Value);

    /// <summary>Of the type with all that is nested in it, without itself; generic types as their definitions.</summary>
    public static IReadOnlySet<Type> Of(Type type)
    {
        var found = new HashSet<Type>();
        Visit(type, found);
        found.RemoveWhere(used => House.Outermost(used) == House.Outermost(type));
        return found;
    }

    private static void Visit(Type type, HashSet<Type> found)
    {
        Add(type.BaseType, found);
        AddAll(type.GetInterfaces(), found);
        AddAttributes(type, found);
        foreach (var member in type.GetMembers(Declared))
        {
            AddAttributes(member, found);
            switch (member)
            {
                case FieldInfo field:
                    Add(field.FieldType, found);
                    break;
                case MethodBase method:
                    VisitMethod(method, found);
                    break;
                case Type nested:
                    Visit(nested, found);
                    break;
                default:
                    // Properties and events are seen in their accessors.
                    break;
            }
        }
    }

    private static void VisitMethod(MethodBase method, HashSet<Type> found)
    {
        AddSignature(method, found);
        if (method.GetMethodBody() is not { } body)
        {
            return;
        }

        AddAll(body.LocalVariables.Select(local => local.LocalType), found);
        AddAll(body.ExceptionHandlingClauses.Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause).Select(clause => clause.CatchType), found);
        var typeArguments = method.DeclaringType is { IsGenericType: true } generic ? generic.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        foreach (var token in Tokens(body.GetILAsByteArray() ?? []))
        {
            switch (method.Module.ResolveMember(token, typeArguments, methodArguments))
            {
                case Type type:
                    Add(type, found);
                    break;
                case MethodBase called:
                    Add(called.DeclaringType, found);
                    AddSignature(called, found);
                    break;
                case FieldInfo field:
                    Add(field.DeclaringType, found);
                    Add(field.FieldType, found);
                    break;
                default:
                    break;
            }
        }
    }

    private static IEnumerable<int> Tokens(byte[] il)
    {
        for (var at = 0; at < il.Length;)
        {
            var value = il[at] == 0xFE ? (0xFE << 8) | il[at + 1] : il[at];
            var code = Codes[value];
            at += code.Size;
            switch (code.OperandType)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    yield return BitConverter.ToInt32(il, at);
                    at += 4;
                    break;
                case OperandType.InlineSwitch:
                    at += 4 + (4 * BitConverter.ToInt32(il, at));
                    break;
                default:
                    at += SizeOf(code.OperandType);
                    break;
            }
        }
    }

    private static int SizeOf(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };

    private static void AddSignature(MethodBase method, HashSet<Type> found)
    {
        AddAll(method.GetParameters().Select(parameter => parameter.ParameterType), found);
        if (method is MethodInfo { ReturnType: var result })
        {
            Add(result, found);
        }

        if (method.IsGenericMethod)
        {
            AddAll(method.GetGenericArguments(), found);
        }
    }

    private static void AddAttributes(MemberInfo member, HashSet<Type> found)
    {
        foreach (var attribute in member.CustomAttributes)
        {
            Add(attribute.AttributeType, found);
            AddAll(attribute.ConstructorArguments.Select(argument => argument.Value).OfType<Type>(), found);
        }
    }

    private static void AddAll(IEnumerable<Type?> types, HashSet<Type> found)
    {
        foreach (var type in types)
        {
            Add(type, found);
        }
    }

    private static void Add(Type? type, HashSet<Type> found)
    {
        while (type is { HasElementType: true })
        {
            type = type.GetElementType();
        }

        if (type is null || type.IsGenericParameter)
        {
            return;
        }

        if (type.IsConstructedGenericType)
        {
            AddAll(type.GetGenericArguments(), found);
            type = type.GetGenericTypeDefinition();
        }

        found.Add(type);
    }
}
