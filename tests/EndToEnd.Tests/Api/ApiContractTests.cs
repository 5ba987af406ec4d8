using System.Collections.Concurrent;
using System.Net.Http.Headers;
using OrderPortal.EndToEnd.Tests.Shared;

namespace OrderPortal.EndToEnd.Tests.Api;

/// <summary>
/// The portal answers as its document says: every status of every operation is brought about once, and each answer is judged by a public
/// validator of JSON Schema. What features bring about is theirs (<see cref="IApiCases"/>); what holds for all operations alike is tried here.
/// </summary>
public sealed class ApiContractTests(PortalFixture fixture) : IClassFixture<PortalFixture>, IAsyncLifetime
{
    private const int AtOnce = 4;
    private readonly ConcurrentQueue<RecordedAnswer> _answers = new();
    private readonly ConcurrentDictionary<string, RecordedRequest> _done = new();
    private readonly ConcurrentQueue<string> _wrong = new();
    private ContractTools _tools = null!;
    private IReadOnlyList<ContractOperation> _operations = [];

    public async ValueTask InitializeAsync()
    {
        _tools = await ContractTools.OfAsync(fixture.Portal);
        _operations = ContractOperation.AllOf(_tools.Document);
    }

    public ValueTask DisposeAsync()
    {
        _tools.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Cases_Together_BringAboutEveryAnswerOfTheDocument()
    {
        var cases = Cases().Select(one => $"{one.OperationId} {one.Status}").ToHashSet(StringComparer.Ordinal);
        var declared = _operations.SelectMany(operation => operation.Statuses.Select(status => $"{operation.Id} {status}")).ToHashSet(StringComparer.Ordinal);

        AssertNone(declared.Except(cases, StringComparer.Ordinal).Select(missing => $"no case: {missing}")
            .Concat(cases.Except(declared, StringComparer.Ordinal).Select(strange => $"not in the document: {strange}")));
    }

    [Fact]
    public async Task Answers_OfEveryCase_AreAsTheDocumentSays()
    {
        await RunCasesAsync();
        await OfAnotherTenantAsync();
        await WithTakenKeysAsync();

        AssertNone(_wrong.Concat(await _tools.JudgeAsync(_answers)));
        fixture.Portal.AssertNoErrors();
    }

    [Fact]
    public async Task Operations_WithoutARightTo_AnswerAsTheDocumentSays()
    {
        await WithoutTokenAsync();
        await WithoutScopeAsync();

        AssertNone(_wrong.Concat(await _tools.JudgeAsync(_answers)));
    }

    [Fact]
    public async Task Operations_OfAClientAtItsLimit_AnswerAsTheDocumentSays()
    {
        await ContractLimits.UseUpAsync(fixture.Portal);
        using var limited = Client(await TokenAsync(ContractLimits.Client));
        await EachAsync(Closed, operation => AnswerAsync(operation, 429, limited, new HttpRequestMessage(operation.Method, new Uri(operation.Anywhere, UriKind.Relative))));

        AssertNone(_wrong.Concat(await _tools.JudgeAsync(_answers)));
    }

    private IEnumerable<ContractOperation> Closed => _operations.Where(operation => operation.Scopes.Count > 0);

    private static IEnumerable<ApiCase> Cases() => typeof(IApiCases).Assembly.GetTypes()
        .Where(type => type is { IsAbstract: false, IsInterface: false } && typeof(IApiCases).IsAssignableFrom(type))
        .SelectMany(type => ((IApiCases)Activator.CreateInstance(type, nonPublic: true)!).All);

    private async Task RunCasesAsync()
    {
        using var demo = Client(await TokenAsync("demo-client"));
        using var other = Client(await TokenAsync("other-client"));
        using var anonymous = Client(null);
        var world = new ApiWorld(demo, other) { Anonymous = anonymous };
        await Parallel.ForEachAsync(Cases(), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken }, async (one, _) =>
        {
            try
            {
                using var answer = await one.Call(world);
                await RecordAsync(one.OperationId, one.Status, answer);
                if (answer.IsSuccessStatusCode && RecordedRequest.Of(answer) is { } request)
                {
                    _done[one.OperationId] = request;
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                _wrong.Enqueue($"{one.OperationId} {one.Status}: the case fails: {exception.Message}");
            }
        });
    }

    /// <summary>What one tenant could ask for its own thing, another asks for the same: to it there is none.</summary>
    private async Task OfAnotherTenantAsync()
    {
        using var other = Client(await TokenAsync("other-client"));
        await EachAsync(_operations.Where(operation => operation.Ids.Count > 0), async operation =>
        {
            if (_done.TryGetValue(operation.Id, out var request))
            {
                await AnswerAsync(operation, 404, other, request.Again());
            }
            else
            {
                _wrong.Enqueue($"{operation.Id}: no case succeeds, so nothing shows that another tenant is answered 404");
            }
        });
    }

    private async Task WithoutTokenAsync()
    {
        using var nobody = Client(null);
        using var broken = Client($"{(await TokenAsync("demo-client"))[..^6]}AAAAAA");
        await EachAsync(Closed, async operation =>
        {
            await AnswerAsync(operation, 401, nobody, new HttpRequestMessage(operation.Method, new Uri(operation.Anywhere, UriKind.Relative)));
            await AnswerAsync(operation, 401, broken, new HttpRequestMessage(operation.Method, new Uri(operation.Anywhere, UriKind.Relative)));
        });
    }

    private async Task WithoutScopeAsync()
    {
        var orders = await TokenAsync("demo-client", "orders.read");
        var notifications = await TokenAsync("demo-client", "notifications.read");
        using var oneArea = Client(orders);
        using var anotherArea = Client(notifications);
        await EachAsync(Closed, operation => AnswerAsync(
            operation, 403, operation.Scopes is ["orders.read"] ? anotherArea : oneArea, new HttpRequestMessage(operation.Method, new Uri(operation.Anywhere, UriKind.Relative))));
    }

    /// <summary>The key of a request that is known, with another one; and the same one while it is in hand.</summary>
    private async Task WithTakenKeysAsync()
    {
        using var demo = Client(await TokenAsync("demo-client"));
        await EachAsync(Closed.Where(operation => operation.Method == HttpMethod.Post), async operation =>
        {
            if (!_done.TryGetValue(operation.Id, out var request))
            {
                _wrong.Enqueue($"{operation.Id}: no case succeeds, so its key cannot be tried");
                return;
            }

            await AnswerAsync(operation, 422, demo, request.Again(request.Address.Contains('?', StringComparison.Ordinal) ? "&again=1" : "?again=1"));
            if (await ContractLimits.TakeInHandAsync(fixture.Portal, request.IdempotencyKey))
            {
                await AnswerAsync(operation, 409, demo, request.Again());
            }
            else
            {
                _wrong.Enqueue($"{operation.Id}: its Idempotency-Key was not kept");
            }
        });
    }

    private static Task EachAsync(IEnumerable<ContractOperation> operations, Func<ContractOperation, Task> act) => Parallel.ForEachAsync(
        operations, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken }, async (operation, _) => await act(operation));

    private async Task AnswerAsync(ContractOperation operation, int expected, HttpClient caller, HttpRequestMessage request)
    {
        using (request)
        {
            using var answer = await caller.SendAsync(request, TestContext.Current.CancellationToken);
            await RecordAsync(operation.Id, expected, answer);
        }
    }

    private async Task RecordAsync(string operation, int expected, HttpResponseMessage answer)
    {
        var recorded = await RecordedAnswer.OfAsync(operation, answer);
        _answers.Enqueue(recorded);
        if (recorded.Status != expected)
        {
            _wrong.Enqueue($"{operation} {expected}: {recorded.Method} {recorded.Address} answered {recorded.Status} {recorded.Body}");
        }
    }

    private HttpClient Client(string? token)
    {
        var client = new HttpClient(new RecordedRequest.Recorder()) { BaseAddress = fixture.Portal.Address, Timeout = TimeSpan.FromMinutes(1) };
        if (token is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return client;
    }

    private Task<string> TokenAsync(string client, string? scope = null) => PortalApi.TokenAsync(fixture.Portal, client, scope);

    private static void AssertNone(IEnumerable<string> wrong)
    {
        var lines = wrong.Order(StringComparer.Ordinal).ToList();
        Assert.True(lines.Count == 0, $"{lines.Count}:\n{string.Join('\n', lines)}");
    }
}
