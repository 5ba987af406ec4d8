using OrderPortal.Domain.Catalog;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Catalog;

/// <summary>Customers one by one over HTTP.</summary>
internal static class CustomersEndpoints
{
    private static readonly ListShape Listed = ListShape.Of<CustomerResource>(
        modifiedSince: true, ["code", "-code"],
        new ApiParameter("text", ParameterKind.Text, "Customers whose code begins with this, or whose e-mail address or phone number is exactly this. Names are encrypted and cannot be searched.", Example: "C-10"));

    public static void Map(RouteGroupBuilder customers)
    {
        customers.MapGet("/", ListAsync).Named("listCustomers", "List customers", "By code. With `modifiedSince` by modification: what changed and what is new.").Lists<CustomerResource>(Listed);
        customers.MapGet("/{id:guid}", GetAsync).Named("getCustomer", "Get a customer").HasTag().Answers<CustomerResource>().Refuses(StatusCodes.Status404NotFound);
        customers.MapPost("/", CreateAsync).Named("createCustomer", "Create a customer").Changes(Permissions.CatalogWrite).Takes<CustomerBody>()
            .Answers<CustomerResource>(StatusCodes.Status201Created)
            .Refuses(
                StatusCodes.Status400BadRequest, StatusCodes.Status409Conflict, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType,
                StatusCodes.Status422UnprocessableEntity);
        customers.MapPut("/{id:guid}", ChangeAsync).Named(
                "changeCustomer", "Change a customer", "Gives a customer all values anew; the code stays. Orders keep what they were placed with.")
            .Changes(Permissions.CatalogWrite).HeedsTag().Takes<CustomerChangeBody>().Answers<CustomerResource>()
            .Refuses(
                StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType,
                StatusCodes.Status422UnprocessableEntity);
    }

    private static Task<IResult> ListAsync(HttpContext http, ICustomerQueries customers, CancellationToken cancellationToken)
    {
        var query = new ListQuery(http.Request, Listed);
        var filter = new CustomerFilter(query.Text("text"), query.Sort == "-code");
        return ListAnswer.ReadAsync(
            http, query, () => customers.ListAsync(filter, query.Limit, query.Cursor, cancellationToken), since => customers.ListModifiedAsync(filter, since, cancellationToken),
            CustomerResource.Of);
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, ICustomerQueries customers, CancellationToken cancellationToken) =>
        await customers.GetAsync(new CustomerId(id), cancellationToken) is { } customer
            ? EntityTag.Answer(http, EntityTag.Of(customer.Seq), CustomerResource.Of(customer))
            : Problems.NotFound();

    private static async Task<IResult> CreateAsync(HttpContext http, SaveCustomer save, ICustomerQueries customers, CatalogMessages messages, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync<CustomerBody>(http.Request, cancellationToken);
        if (body.Error is { } unreadable)
        {
            return JsonBody.Refuse(unreadable);
        }

        return await AnswerAsync(http, await save.AddAsync(body.Value.ToFields(), cancellationToken), customers, messages, CatalogEndpoints.Customers, cancellationToken);
    }

    private static async Task<IResult> ChangeAsync(
        Guid id, HttpContext http, SaveCustomer save, ICustomerQueries customers, CatalogMessages messages, CancellationToken cancellationToken)
    {
        if (await customers.GetAsync(new CustomerId(id), cancellationToken) is not { } seen)
        {
            return Problems.NotFound();
        }

        if (EntityTag.Check(http.Request, EntityTag.Of(seen.Seq)) is { } outdated)
        {
            return outdated;
        }

        var body = await JsonBody.ReadAsync<CustomerChangeBody>(http.Request, cancellationToken);
        if (body.Error is { } unreadable)
        {
            return JsonBody.Refuse(unreadable);
        }

        return await AnswerAsync(http, await save.ChangeAsync(seen.Id, seen.Seq, body.Value.ToFields(), cancellationToken), customers, messages, null, cancellationToken);
    }

    private static Task<IResult> AnswerAsync(HttpContext http, SaveOutcome saved, ICustomerQueries customers, CatalogMessages messages, string? address, CancellationToken cancellationToken) =>
        CatalogAnswers.SavedAsync(
            http, saved, CatalogSheet.Customers, messages, id => customers.GetAsync(new CustomerId(id), cancellationToken), static customer => (customer.Seq, CustomerResource.Of(customer)), address);
}
