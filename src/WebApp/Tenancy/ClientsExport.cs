using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Imports;

namespace OrderPortal.WebApp.Tenancy;

/// <summary>The list of API clients to be taken home; their secrets are nobody's to read.</summary>
public static class ClientsExport
{
    public const string Path = "/settings/clients/export";

    public static void MapClients(this IEndpointRouteBuilder routes) => routes.MapGet(Path, OpenAsync).RequireAuthorization(Permissions.ClientsWrite).WithName("exportClients");

    private static Task<IResult> OpenAsync(
        HttpContext http, ListExport export, ManageApiClients clients, ClientMessages messages, IStringLocalizer<ClientsText> texts, CancellationToken cancellationToken) =>
        export.OpenAsync(http.Request.Query, ClientsPage.Sequences, List(messages, texts), clients.ListAsync, cancellationToken);

    private static ExportedList<ManagedClient> List(ClientMessages messages, IStringLocalizer<ClientsText> texts) => new("api_client", () => texts[nameof(ClientsText.Title)],
    [
        (() => texts[nameof(ClientsText.Name)], client => TableCell.Of(client.Name)),
        (() => texts[nameof(ClientsText.ClientId)], client => TableCell.Of(client.ClientId)),
        (() => texts[nameof(ClientsText.Status)], client => TableCell.Of(texts[client.IsActive ? nameof(ClientsText.StatusActive) : nameof(ClientsText.StatusRevoked)])),
        (() => texts[nameof(ClientsText.Scopes)], client => TableCell.Of(messages.ScopeNames(client.Scopes))),
        (() => texts[nameof(ClientsText.Limits)], client => TableCell.Of(texts[client.RateLimited ? nameof(ClientsText.LimitsOn) : nameof(ClientsText.LimitsOff)])),
        (() => texts[nameof(ClientsText.LastUsedAt)], client => TableCell.Moment(client.LastUsedAt)),
    ]);
}
