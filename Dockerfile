# syntax=docker/dockerfile:1
# Builds and holds the portal only; the database is a server of its own, see compose.yaml.

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
# What restoring needs comes first, so that a change of code does not restore again.
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig ./
COPY build/ build/
COPY src/Domain/Domain.csproj src/Domain/
COPY src/Infrastructure/Infrastructure.csproj src/Infrastructure/
COPY src/WebApp/WebApp.csproj src/WebApp/
RUN dotnet restore src/WebApp
COPY src/ src/
RUN dotnet publish src/WebApp -c Release -o /app --no-restore -p:UseAppHost=false

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app ./
# The root file system may be read-only: uploads and keys are kept in the database, only /tmp is written to.
ENV ASPNETCORE_ENVIRONMENT=Production \
    ASPNETCORE_URLS=http://+:8080 \
    DOTNET_EnableDiagnostics=0
EXPOSE 8080
# The account without rights that the base image brings.
USER $APP_UID
# The image has no curl. The verb `health` asks /health/live of the portal in this container (port from ASPNETCORE_URLS), starts nothing
# else, and ends with 0 when it answers within 3 seconds, else with 1.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["dotnet", "OrderPortal.WebApp.dll", "health"]
ENTRYPOINT ["dotnet", "OrderPortal.WebApp.dll"]
