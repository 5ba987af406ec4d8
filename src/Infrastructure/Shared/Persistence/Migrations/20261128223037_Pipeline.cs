using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OrderPortal.Infrastructure.Shared.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Pipeline : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "ck_tenants_values",
                table: "tenants");

            migrationBuilder.DropCheckConstraint(
                name: "ck_orders_values",
                table: "orders");

            migrationBuilder.DropCheckConstraint(
                name: "ck_import_batches_values",
                table: "import_batches");

            migrationBuilder.AddColumn<short>(
                name: "notification_mode",
                table: "tenants",
                type: "smallint",
                nullable: false,
                defaultValue: (short)0);

            migrationBuilder.AddColumn<string>(
                name: "actor_name",
                table: "order_status_changes",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddCheckConstraint(
                name: "ck_tenants_values",
                table: "tenants",
                sql: "tax_rounding BETWEEN 1 AND 3 AND default_payment_method BETWEEN 1 AND 4 AND notification_mode BETWEEN 0 AND 3");

            migrationBuilder.AddCheckConstraint(
                name: "ck_orders_values",
                table: "orders",
                sql: "status BETWEEN 1 AND 7 AND payment_status BETWEEN 1 AND 6 AND source BETWEEN 1 AND 3 AND payment_method BETWEEN 1 AND 4");

            migrationBuilder.AddCheckConstraint(
                name: "ck_import_batches_values",
                table: "import_batches",
                sql: "status BETWEEN 1 AND 9 AND phase BETWEEN 1 AND 7 AND encoding BETWEEN 1 AND 6 AND mode BETWEEN 1 AND 2 AND duplicates BETWEEN 1 AND 3 AND settle BETWEEN 0 AND 2 AND notify BETWEEN 0 AND 3");

            migrationBuilder.RunScripts("pipeline_");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("The book of money would be lost: restore a backup instead.");
    }
}
