using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OrderPortal.Infrastructure.Shared.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Administration : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "disabled_at",
                table: "users",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.RunScripts("administration_");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP TABLE job_runs;");
            migrationBuilder.DropColumn(
                name: "disabled_at",
                table: "users");
        }
    }
}
