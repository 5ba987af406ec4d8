using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace OrderPortal.Infrastructure.Shared.Persistence.Migrations;

/// <summary>SQL only: the queue is not in EF's model, so the snapshot stays as it is.</summary>
[DbContext(typeof(OrderPortalDbContext))]
[Migration("20261120110000_ImportFailures")]
public sealed class ImportFailures : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.RunScripts("imports_10_");

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("ALTER TABLE import_queue DROP COLUMN failures");
}
