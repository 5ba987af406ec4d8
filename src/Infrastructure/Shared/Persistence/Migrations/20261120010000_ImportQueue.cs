using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace OrderPortal.Infrastructure.Shared.Persistence.Migrations;

/// <summary>The queue is read and written by SQL alone, so EF's model does not know it.</summary>
[DbContext(typeof(OrderPortalDbContext))]
[Migration("20261120010000_ImportQueue")]
public sealed class ImportQueueMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.RunScripts("import_queue");

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE import_queue");
}
