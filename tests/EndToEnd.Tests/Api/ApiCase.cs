namespace OrderPortal.EndToEnd.Tests.Api;

/// <summary>A call of one operation of the API that ends with one of the statuses that the document declares for it.</summary>
/// <param name="OperationId">As in the document.</param>
/// <param name="Call">Makes what the call needs, and sends it.</param>
internal sealed record ApiCase(string OperationId, int Status, Func<ApiWorld, Task<HttpResponseMessage>> Call);

/// <summary>The calls of one feature: together they end with every status that its operations declare by themselves. 401, 403 and 429 are tried for all operations alike.</summary>
internal interface IApiCases
{
    IEnumerable<ApiCase> All { get; }
}

/// <summary>Who calls: programs of the demo tenant and of another one, with their tokens.</summary>
/// <param name="Demo">All scopes, no limits.</param>
/// <param name="Other">Of another tenant, all scopes.</param>
internal sealed record ApiWorld(HttpClient Demo, HttpClient Other)
{
    /// <summary>Without a token.</summary>
    public required HttpClient Anonymous { get; init; }
}
