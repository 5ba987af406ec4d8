using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Infrastructure.Payments.Simulator;

public static class SimulatorRegistration
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow };

    /// <summary>The simulated gateway, both sides of it. Needs persistence and encryption.</summary>
    internal static IServiceCollection AddSimulator(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection("Payments:Simulator");
        services.AddOptions<SimulatorSettings>().Bind(section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SimulatorSettings>, SimulatorSettingsRules>();
        services.AddSingleton(static provider => provider.GetRequiredService<IOptions<SimulatorSettings>>().Value);
        services.AddHttpClient(SimulatorGateway.Client, static client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false })
            .RemoveAllLoggers();
        services.AddSingleton<SimulatorKeys>();
        services.AddSingleton(provider => new SimulatorAddress(provider, provider.GetRequiredService<IHostApplicationLifetime>(), section.GetValue<Uri?>("BaseAddress")));
        services.AddSingleton<SimulatorBook>();
        services.AddSingleton<SimulatorBehaviour>();
        services.AddSingleton<SimulatorServer>();
        services.AddSingleton<SimulatorWebhook>();
        services.AddHostedService<SimulatorMessages>();
        return services;
    }

    /// <summary>
    /// The simulated gateway's API and the ear for its webhooks, where it is the gateway; nothing otherwise. Charges are for whoever has the key that comes of
    /// the portal's own; its settings are read and changed by people and programs that may change payments.
    /// </summary>
    /// <param name="changes">Stands before what changes settings: proof that a browser's request is its own.</param>
    public static void MapSimulator(this IEndpointRouteBuilder routes, Func<EndpointFilterInvocationContext, EndpointFilterDelegate, ValueTask<object?>>? changes = null)
    {
        if (routes.ServiceProvider.GetService<SimulatorServer>() is not { } server)
        {
            return;
        }

        var keys = routes.ServiceProvider.GetRequiredService<SimulatorKeys>();
        var charges = routes.MapGroup("/simulator/v1/charges").AllowAnonymous().ExcludeFromDescription().AddEndpointFilter(async (context, next) =>
            keys.IsApiKey(context.HttpContext.Request.Headers.Authorization) ? await next(context) : Results.StatusCode(StatusCodes.Status401Unauthorized));
        charges.MapPost("/", (Delegate)server.ChargeAsync);
        charges.MapGet("/", server.FindAsync);
        charges.MapPost("/{reference}/refunds", server.RefundAsync);
        charges.MapPost("/{reference}/cancel", server.CancelAsync);
        charges.MapPost("/{reference}/pay", server.PayAsync);

        var webhook = routes.ServiceProvider.GetRequiredService<SimulatorWebhook>();
        routes.MapPost($"/{SimulatorMessages.Path}", (Delegate)webhook.TakeAsync).AllowAnonymous().ExcludeFromDescription();
        MapSettings(routes, changes);
    }

    private static void MapSettings(IEndpointRouteBuilder routes, Func<EndpointFilterInvocationContext, EndpointFilterDelegate, ValueTask<object?>>? changes)
    {
        var behaviour = routes.ServiceProvider.GetRequiredService<SimulatorBehaviour>();
        var settings = routes.MapGroup("/simulator/v1/settings").ExcludeFromDescription();
        settings.MapGet("/", async (CancellationToken cancellationToken) => Results.Json(await behaviour.CurrentAsync(cancellationToken), Json)).RequireAuthorization(Permissions.PaymentsRead);
        var put = settings.MapPut("/", (Delegate)((HttpContext http) => PutAsync(http, behaviour))).RequireAuthorization(Permissions.PaymentsWrite);
        if (changes is not null)
        {
            put.AddEndpointFilter(changes);
        }
    }

    /// <summary>Members that are left out take their defaults: what is put is the whole.</summary>
    private static async Task<IResult> PutAsync(HttpContext http, SimulatorBehaviour behaviour)
    {
        SimulatorSettings? settings;
        try
        {
            settings = await http.Request.ReadFromJsonAsync<SimulatorSettings>(Json, http.RequestAborted);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            settings = null;
        }

        if (settings is null || settings.Faults().Count > 0)
        {
            return Results.Json(new { code = "invalid_settings", faults = settings?.Faults() }, Json, statusCode: StatusCodes.Status400BadRequest);
        }

        await behaviour.PutAsync(settings, http.RequestAborted);
        return Results.Json(settings, Json);
    }

    private sealed class SimulatorSettingsRules : IValidateOptions<SimulatorSettings>
    {
        public ValidateOptionsResult Validate(string? name, SimulatorSettings options) =>
            options.Faults() is { Count: > 0 } faults ? ValidateOptionsResult.Fail(faults.Select(static fault => $"Payments:Simulator:{fault}")) : ValidateOptionsResult.Success;
    }
}
