using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.WebApp.Shared.Api.Document;

/// <summary>What stands around the operations: title, address, resources, ways to sign in, shared parts.</summary>
internal sealed class DocumentFrame : IOpenApiDocumentTransformer
{
    private const string About =
        "Orders, imports, payments and notifications of one tenant. Programs sign in with OAuth 2.0 client credentials; the access token decides whose data they see. "
        + "Amounts are whole yen, times UTC in ISO 8601. Errors are problem details (RFC 9457) with a stable `code`. How to begin: `/api/docs`.";

    public async Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "OrderPortal API",
            Version = "1.0.0",
            Summary = "Orders in bulk, from file to payment",
            Description = About,
            Contact = new OpenApiContact { Name = "The portal's administrator" },
            License = new OpenApiLicense { Name = "Proprietary", Identifier = "LicenseRef-Proprietary" },
        };
        document.Servers = [new OpenApiServer { Url = "/", Description = "This portal" }];
        TrimPaths(document);
        NameTags(document);
        AddSecurity(document);
        if (document.Components?.Schemas?.ContainsKey(nameof(Problem)) != true)
        {
            document.AddComponent<IOpenApiSchema>(nameof(Problem), await context.GetOrCreateSchemaAsync(typeof(Problem), null, cancellationToken));
        }

        SharedParts.AddTo(document);
        UnusedParts.Remove(document);
        LoosenItems(document);
    }

    /// <summary>A group's root is written without the slash at its end.</summary>
    private static void TrimPaths(OpenApiDocument document)
    {
        foreach (var (path, item) in document.Paths.Where(static path => path.Key.Length > 1 && path.Key.EndsWith('/')).ToList())
        {
            document.Paths.Remove(path);
            document.Paths[path.TrimEnd('/')] = item;
        }
    }

    private static void NameTags(OpenApiDocument document)
    {
        var used = document.Paths.Values.SelectMany(static path => path.Operations ?? []).SelectMany(static operation => operation.Value.Tags ?? new HashSet<OpenApiTagReference>())
            .Select(static tag => tag.Name).OfType<string>().ToHashSet(StringComparer.Ordinal);
        document.Tags = ApiTags.All.Where(tag => used.Remove(tag.Name)).Concat(used.Order(StringComparer.Ordinal).Select(static name => (Name: name, Description: $"{name}.")))
            .Select(static tag => new OpenApiTag { Name = tag.Name, Description = tag.Description }).ToHashSet();
    }

    private static void AddSecurity(OpenApiDocument document)
    {
        document.AddComponent<IOpenApiSecurityScheme>(SharedParts.OAuth, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.OAuth2,
            Description = "Client credentials. Tokens hold for an hour and see the data of their client's tenant only.",
            Flows = new OpenApiOAuthFlows
            {
                ClientCredentials = new OpenApiOAuthFlow
                {
                    TokenUrl = new Uri("/oauth/token", UriKind.Relative),
                    Scopes = Scopes.All.ToDictionary(static scope => scope, ApiTags.OfScope, StringComparer.Ordinal),
                },
            },
        });
        document.AddComponent<IOpenApiSecurityScheme>(SharedParts.Cookie, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Cookie,
            Name = "__Host-OrderPortal",
            Description = "The portal's own pages, with the rights of the person who is signed in. Changes need the pages' `RequestVerificationToken` header besides.",
        });
        document.AddComponent<IOpenApiSecurityScheme>(SharedParts.Basic, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "basic",
            Description = "The client's id and secret, to get and revoke tokens (RFC 6749, 2.3.1). In the form instead: `client_id` and `client_secret`.",
        });
    }

    /// <summary>With <c>fields</c>, items hold only the members that were asked for.</summary>
    private static void LoosenItems(OpenApiDocument document)
    {
        var schemas = document.Components!.Schemas!;
        foreach (var list in schemas.Values.OfType<OpenApiSchema>().ToList())
        {
            if (list.Properties is { } members && members.ContainsKey("nextCursor") && members.TryGetValue("items", out var sequence) && sequence is OpenApiSchema { Items: OpenApiSchemaReference { Reference.Id: { } id } } items
                && schemas[id] is OpenApiSchema item)
            {
                document.AddComponent<IOpenApiSchema>(SchemaNames.PartOf(id), new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Description = $"The members of `{id}` that `fields` asked for.",
                    Properties = item.Properties,
                });
                items.Items = new OpenApiSchema { AnyOf = [new OpenApiSchemaReference(id, document), new OpenApiSchemaReference(SchemaNames.PartOf(id), document)] };
            }
        }
    }
}
