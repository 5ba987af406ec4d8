namespace OrderPortal.WebApp.Shared.Localization;

/// <summary>Requests read in the time zone of the person who sends them; circuits see to it themselves.</summary>
public static class ReaderZone
{
    /// <summary>After <c>UseOperations</c>, which tells who it is; needs <c>AddShell</c>.</summary>
    public static WebApplication UseReaderZone(this WebApplication app)
    {
        app.Use(static (context, next) =>
        {
            context.RequestServices.GetRequiredService<ReaderClock>().Follow(context.User);
            return next(context);
        });
        return app;
    }
}
