using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OrderPortal.Infrastructure.Shared.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Api : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<DateTimeOffset>(
                name: "modified_at",
                table: "mapping_profiles",
                type: "timestamp with time zone",
                nullable: false,
                defaultValueSql: "now()",
                oldClrType: typeof(DateTimeOffset),
                oldType: "timestamp with time zone");

            migrationBuilder.AddColumn<long>(
                name: "modified_seq",
                table: "mapping_profiles",
                type: "bigint",
                nullable: false,
                defaultValueSql: "nextval('modified_seq')");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "last_used_at",
                table: "api_clients",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_mapping_profiles_tenant_id_modified_seq",
                table: "mapping_profiles",
                columns: new[] { "tenant_id", "modified_seq" });

            migrationBuilder.RunScripts("api_");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                DROP TABLE modification_marks, idempotency_keys, api_usage, api_requests;
                DROP TRIGGER hold_modified_seq ON mapping_profiles;
                DROP TRIGGER touch_modified ON mapping_profiles;
                DROP TRIGGER hold_modified_seq ON webhook_endpoints;
                DROP TRIGGER touch_modified ON webhook_endpoints;
                DROP TRIGGER hold_modified_seq ON notifications;
                DROP TRIGGER touch_modified ON notifications;
                ALTER TABLE webhook_endpoints DROP COLUMN modified_seq;
                ALTER TABLE notifications DROP COLUMN modified_seq, DROP COLUMN modified_at;
                """);
            migrationBuilder.DropIndex(name: "ix_mapping_profiles_tenant_id_modified_seq", table: "mapping_profiles");
            migrationBuilder.DropColumn(name: "modified_seq", table: "mapping_profiles");
            migrationBuilder.DropColumn(name: "last_used_at", table: "api_clients");
            migrationBuilder.AlterColumn<DateTimeOffset>(
                name: "modified_at",
                table: "mapping_profiles",
                type: "timestamp with time zone",
                nullable: false,
                oldClrType: typeof(DateTimeOffset),
                oldType: "timestamp with time zone",
                oldDefaultValueSql: "now()");
        }
    }
}
