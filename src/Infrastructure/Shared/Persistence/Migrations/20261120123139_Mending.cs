using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OrderPortal.Infrastructure.Shared.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Mending : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "ck_import_batches_values",
                table: "import_batches");

            migrationBuilder.DropColumn(
                name: "requested_stop",
                table: "import_batches");

            migrationBuilder.AddColumn<int>(
                name: "heading_row",
                table: "import_batches",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "mapping",
                table: "import_batches",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "orders_kept",
                table: "import_batches",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "orders_removed",
                table: "import_batches",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "orders_restored",
                table: "import_batches",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<byte[]>(
                name: "touched_digest",
                table: "import_batches",
                type: "bytea",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "undo_requested_at",
                table: "import_batches",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "import_drafts",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    file_id = table.Column<Guid>(type: "uuid", nullable: false),
                    choices = table.Column<string>(type: "jsonb", nullable: false),
                    modified_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import_drafts", x => new { x.tenant_id, x.file_id });
                    table.ForeignKey(
                        name: "fk_import_drafts_stored_files_tenant_id_file_id",
                        columns: x => new { x.tenant_id, x.file_id },
                        principalTable: "stored_files",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "import_edits",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    batch_id = table.Column<Guid>(type: "uuid", nullable: false),
                    row_number = table.Column<int>(type: "integer", nullable: false),
                    cell = table.Column<int>(type: "integer", nullable: false),
                    value_encrypted = table.Column<byte[]>(type: "bytea", nullable: false),
                    edited_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    edited_by_name = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import_edits", x => new { x.tenant_id, x.batch_id, x.row_number, x.cell });
                });

            migrationBuilder.CreateTable(
                name: "import_updates",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    batch_id = table.Column<Guid>(type: "uuid", nullable: false),
                    order_id = table.Column<Guid>(type: "uuid", nullable: false),
                    row_number = table.Column<int>(type: "integer", nullable: false),
                    modified_seq = table.Column<long>(type: "bigint", nullable: false),
                    before_encrypted = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import_updates", x => new { x.tenant_id, x.batch_id, x.order_id });
                });

            migrationBuilder.CreateTable(
                name: "mapping_profiles",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    mapping = table.Column<string>(type: "jsonb", nullable: false),
                    headings = table.Column<string[]>(type: "text[]", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_by_name = table.Column<string>(type: "text", nullable: false),
                    modified_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mapping_profiles", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "value_rules",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    column_id = table.Column<short>(type: "smallint", nullable: false),
                    value = table.Column<string>(type: "text", nullable: false),
                    replacement = table.Column<string>(type: "text", nullable: false),
                    batch_id = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_by_name = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_value_rules", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateIndex(
                name: "ix_import_batches_tenant_id_parent_id",
                table: "import_batches",
                columns: new[] { "tenant_id", "parent_id" },
                filter: "parent_id IS NOT NULL");

            migrationBuilder.AddCheckConstraint(
                name: "ck_import_batches_values",
                table: "import_batches",
                sql: "status BETWEEN 1 AND 9 AND phase BETWEEN 1 AND 7 AND encoding BETWEEN 1 AND 6 AND mode BETWEEN 1 AND 2 AND duplicates BETWEEN 1 AND 3 AND settle BETWEEN 0 AND 2 AND notify BETWEEN 0 AND 2");

            migrationBuilder.CreateIndex(
                name: "ix_mapping_profiles_tenant_id_name",
                table: "mapping_profiles",
                columns: new[] { "tenant_id", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_value_rules_tenant_id_column_id_value_batch_id",
                table: "value_rules",
                columns: new[] { "tenant_id", "column_id", "value", "batch_id" },
                unique: true)
                .Annotation("Npgsql:NullsDistinct", false);

            migrationBuilder.RunScripts("mending_");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("What people have mended and kept would be lost: restore a backup instead.");
    }
}
