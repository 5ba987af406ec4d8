using OrderPortal.Domain.Catalog;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Catalog;

/// <summary>Products one by one over HTTP.</summary>
internal static class ProductsEndpoints
{
    private static readonly ListShape Listed = ListShape.Of<ProductResource>(
        modifiedSince: true, ["code", "-code"],
        new ApiParameter("text", ParameterKind.Text, "Products whose code begins with this, or whose name has it in it, in either language and any case.", Example: "KD-"),
        new ApiParameter("active", ParameterKind.Flag, "Products that are on sale, or those that are not."));

    public static void Map(RouteGroupBuilder products)
    {
        products.MapGet("/", ListAsync).Named("listProducts", "List products", "By code. With `modifiedSince` by modification: what changed and what is new. Products are never deleted, only taken out of sale.")
            .Lists<ProductResource>(Listed);
        products.MapGet("/{id:guid}", GetAsync).Named("getProduct", "Get a product").HasTag().Answers<ProductResource>().Refuses(StatusCodes.Status404NotFound);
        products.MapPost("/", CreateAsync).Named("createProduct", "Create a product").Changes(Permissions.CatalogWrite).Takes<ProductBody>()
            .Answers<ProductResource>(StatusCodes.Status201Created)
            .Refuses(
                StatusCodes.Status400BadRequest, StatusCodes.Status409Conflict, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType,
                StatusCodes.Status422UnprocessableEntity);
        products.MapPut("/{id:guid}", ChangeAsync).Named(
                "changeProduct", "Change a product", "Gives a product all its values anew, and takes it out of sale (`active`: false) or back. Its code stays. Orders that have it keep what they were placed with.")
            .Changes(Permissions.CatalogWrite).HeedsTag().Takes<ProductChangeBody>().Answers<ProductResource>()
            .Refuses(
                StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType,
                StatusCodes.Status422UnprocessableEntity);
    }

    private static Task<IResult> ListAsync(HttpContext http, IProductQueries products, CancellationToken cancellationToken)
    {
        var query = new ListQuery(http.Request, Listed);
        var filter = new ProductFilter(
            query.Text("text"), query.Value("active", static text => bool.TryParse(text, out var active) ? active : (bool?)null), query.Sort == "-code");
        return ListAnswer.ReadAsync(
            http, query, () => products.ListAsync(filter, query.Limit, query.Cursor, cancellationToken), since => products.ListModifiedAsync(filter, since, cancellationToken),
            ProductResource.Of);
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, IProductQueries products, CancellationToken cancellationToken) =>
        await products.GetAsync(new ProductId(id), cancellationToken) is { } product
            ? EntityTag.Answer(http, EntityTag.Of(product.Seq), ProductResource.Of(product))
            : Problems.NotFound();

    private static async Task<IResult> CreateAsync(HttpContext http, SaveProduct save, IProductQueries products, CatalogMessages messages, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync<ProductBody>(http.Request, cancellationToken);
        if (body.Error is { } unreadable)
        {
            return JsonBody.Refuse(unreadable);
        }

        return await AnswerAsync(http, await save.AddAsync(body.Value.ToFields(), cancellationToken), products, messages, CatalogEndpoints.Products, cancellationToken);
    }

    private static async Task<IResult> ChangeAsync(
        Guid id, HttpContext http, SaveProduct save, IProductQueries products, CatalogMessages messages, CancellationToken cancellationToken)
    {
        if (await products.GetAsync(new ProductId(id), cancellationToken) is not { } seen)
        {
            return Problems.NotFound();
        }

        if (EntityTag.Check(http.Request, EntityTag.Of(seen.Seq)) is { } outdated)
        {
            return outdated;
        }

        var body = await JsonBody.ReadAsync<ProductChangeBody>(http.Request, cancellationToken);
        if (body.Error is { } unreadable)
        {
            return JsonBody.Refuse(unreadable);
        }

        if (body.Value.Missing is { Count: > 0 } missing)
        {
            return CatalogAnswers.Refuse(missing, CatalogSheet.Products, messages);
        }

        return await AnswerAsync(http, await save.ChangeAsync(seen.Id, seen.Seq, body.Value.ToFields(), cancellationToken), products, messages, null, cancellationToken);
    }

    private static Task<IResult> AnswerAsync(HttpContext http, SaveOutcome saved, IProductQueries products, CatalogMessages messages, string? address, CancellationToken cancellationToken) =>
        CatalogAnswers.SavedAsync(
            http, saved, CatalogSheet.Products, messages, id => products.GetAsync(new ProductId(id), cancellationToken), static product => (product.Seq, ProductResource.Of(product)), address);
}
