using System.Reflection;
using System.Runtime.CompilerServices;

namespace OrderPortal.Architecture.Tests;

public sealed class AsyncTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public void Methods_WhenAsync_ReturnSomethingToAwait() =>
        Expect.None(House.All.SelectMany(assembly => assembly.GetTypes()).SelectMany(AsyncVoids).Select(Name), "async void");

    [Fact]
    public void DomainMethods_WhenTheyTakeTime_TakeACancellationTokenLast() =>
        Expect.None(House.Types(House.Domain).Where(type => type.IsPublic).SelectMany(DeafMethods).Select(Name), "No CancellationToken at the end");

    [Fact]
    public void DomainMethods_WhenTheyTakeTime_EndInAsync() =>
        Expect.None(House.Types(House.Domain).Where(type => type.IsPublic).SelectMany(Slow).Where(method => !method.Name.EndsWith("Async", StringComparison.Ordinal)).Select(Name), "Names without Async");

    [Fact]
    public void Samples_WhenTheyBreakTheRules_AreFound()
    {
        Assert.Equal([nameof(Sample.Fire)], AsyncVoids(typeof(Sample)).Select(method => method.Name));
        Assert.Equal([nameof(Sample.WaitAsync)], DeafMethods(typeof(Sample)).Select(method => method.Name));
    }

    private static IEnumerable<MethodInfo> AsyncVoids(Type type) => type.GetMethods(Declared)
        .Where(method => method.ReturnType == typeof(void) && method.GetCustomAttribute<AsyncStateMachineAttribute>() is not null);

    private static IEnumerable<MethodInfo> DeafMethods(Type type) =>
        Slow(type).Where(method => method.GetParameters().LastOrDefault()?.ParameterType != typeof(CancellationToken) && !Disposes(method));

    private static IEnumerable<MethodInfo> Slow(Type type) => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .Where(method => IsAwaited(method.ReturnType));

    private static bool IsAwaited(Type type) =>
        typeof(Task).IsAssignableFrom(type) || type == typeof(ValueTask)
        || (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(ValueTask<>) || type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>)));

    private static bool Disposes(MethodInfo method) => method.Name == nameof(IAsyncDisposable.DisposeAsync);

    private static string Name(MethodInfo method) => $"{method.DeclaringType!.FullName}.{method.Name}";

    private sealed class Sample
    {
#pragma warning disable MA0155 // What the guard must find.
        public static async void Fire() => await Task.Yield();
#pragma warning restore MA0155

        public static Task WaitAsync() => Task.CompletedTask;

        public static Task WaitAsync(int times, CancellationToken cancellationToken) => Task.Delay(times, cancellationToken);
    }
}
