using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.OpenApi;
using Microsoft.Net.Http.Headers;

namespace OrderPortal.WebApp.Shared.Api.Document;

/// <summary>The API document (OpenAPI 3.1): made once from what the operations declare, and served to anybody.</summary>
public static class ApiDocumentRegistration
{
    /// <summary>Without one's tokens there is no call: they stand in the document although they are no resources.</summary>
    private static readonly string[] TokenOperations = ["issueToken", "revokeToken"];

    public static IServiceCollection AddApiDocument(this IServiceCollection services)
    {
        services.AddSingleton<ApiDocument>();
        services.AddSingleton<RequestShapes>();
        return services.AddOpenApi(ApiDocument.Name, static options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.ShouldInclude = IsDescribed;
            options.CreateSchemaReferenceId = static type => SchemaNames.Of(type.Type);
            options.AddSchemaTransformer<MemberSchemas>();
            options.AddOperationTransformer<OperationParameters>();
            options.AddOperationTransformer<OperationBodies>();
            options.AddOperationTransformer<OperationAnswers>();
            options.AddDocumentTransformer<DocumentFrame>();
        });
    }

    public static void MapApiDocument(this IEndpointRouteBuilder routes) =>
        routes.MapMethods(ApiDocument.Path, [HttpMethods.Get, HttpMethods.Head], static async (HttpContext http, ApiDocument document) =>
        {
            var made = await document.GetAsync();
            http.Response.Headers.CacheControl = "public, max-age=300";
            return Results.Bytes(made.Bytes, "application/json", entityTag: EntityTagHeaderValue.Parse(made.Tag));
        }).AllowAnonymous().ExcludeFromDescription();

    private static bool IsDescribed(ApiDescription description)
    {
        var metadata = description.ActionDescriptor.EndpointMetadata;
        return metadata.OfType<ApiOperation>().Any() || metadata.OfType<IEndpointNameMetadata>().Any(static name => TokenOperations.Contains(name.EndpointName, StringComparer.Ordinal));
    }
}
