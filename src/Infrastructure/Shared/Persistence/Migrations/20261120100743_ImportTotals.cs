using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OrderPortal.Infrastructure.Shared.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class ImportTotals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "lines_stored",
                table: "import_batches",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "orders_stored",
                table: "import_batches",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "totals_match",
                table: "import_batches",
                type: "boolean",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "lines_stored",
                table: "import_batches");

            migrationBuilder.DropColumn(
                name: "orders_stored",
                table: "import_batches");

            migrationBuilder.DropColumn(
                name: "totals_match",
                table: "import_batches");
        }
    }
}
