using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace OrderPortal.Infrastructure.Shared.Persistence.Migrations;

/// <summary>SQL only: what it makes is not in EF's model, so the snapshot stays as it is.</summary>
[DbContext(typeof(OrderPortalDbContext))]
[Migration("20261129020000_RateLimits")]
public sealed class RateLimits : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.RunScripts("limits_");

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        DROP FUNCTION admit_api_request(uuid, uuid, smallint, integer, integer, interval);
        ALTER TABLE api_clients DROP COLUMN tokens_from;
        """);
}
