using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace OrderPortal.Infrastructure.Shared.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Foundation : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateSequence(
                name: "modified_seq");

            migrationBuilder.CreateTable(
                name: "api_client_directory",
                columns: table => new
                {
                    client_id = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    api_client_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_api_client_directory", x => x.client_id);
                });

            migrationBuilder.CreateTable(
                name: "api_clients",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    client_id = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    scopes = table.Column<string[]>(type: "text[]", nullable: false),
                    rate_limited = table.Column<bool>(type: "boolean", nullable: false),
                    active = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_api_clients", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "customers",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: false, collation: "C"),
                    name_encrypted = table.Column<byte[]>(type: "bytea", nullable: false),
                    email_encrypted = table.Column<byte[]>(type: "bytea", nullable: true),
                    phone_encrypted = table.Column<byte[]>(type: "bytea", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    modified_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    email_index = table.Column<byte[]>(type: "bytea", nullable: true),
                    modified_seq = table.Column<long>(type: "bigint", nullable: false, defaultValueSql: "nextval('modified_seq')"),
                    phone_index = table.Column<byte[]>(type: "bytea", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_customers", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "data_protection_keys",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    friendly_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    xml = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_data_protection_keys", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "import_batches",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<long>(type: "bigint", nullable: false, defaultValueSql: "0"),
                    status = table.Column<short>(type: "smallint", nullable: false),
                    phase = table.Column<short>(type: "smallint", nullable: false),
                    file_name = table.Column<string>(type: "text", nullable: false),
                    file_id = table.Column<Guid>(type: "uuid", nullable: false),
                    file_sha256 = table.Column<byte[]>(type: "bytea", nullable: false),
                    file_length = table.Column<long>(type: "bigint", nullable: false),
                    encoding = table.Column<short>(type: "smallint", nullable: true),
                    delimiter = table.Column<string>(type: "text", nullable: true),
                    sheet = table.Column<string>(type: "text", nullable: true),
                    profile = table.Column<string>(type: "text", nullable: true),
                    mode = table.Column<short>(type: "smallint", nullable: false),
                    dry_run = table.Column<bool>(type: "boolean", nullable: false),
                    duplicates = table.Column<short>(type: "smallint", nullable: false),
                    allow_duplicate_file = table.Column<bool>(type: "boolean", nullable: false),
                    order_group = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    settle = table.Column<short>(type: "smallint", nullable: false),
                    notify = table.Column<short>(type: "smallint", nullable: false),
                    rows_total = table.Column<long>(type: "bigint", nullable: true),
                    rows_read = table.Column<long>(type: "bigint", nullable: false),
                    rows_accepted = table.Column<long>(type: "bigint", nullable: false),
                    rows_rejected = table.Column<long>(type: "bigint", nullable: false),
                    rows_skipped = table.Column<long>(type: "bigint", nullable: false),
                    warnings = table.Column<long>(type: "bigint", nullable: false),
                    orders_created = table.Column<long>(type: "bigint", nullable: false),
                    orders_updated = table.Column<long>(type: "bigint", nullable: false),
                    orders_unchanged = table.Column<long>(type: "bigint", nullable: false),
                    orders_rejected = table.Column<long>(type: "bigint", nullable: false),
                    orders_skipped = table.Column<long>(type: "bigint", nullable: false),
                    quantity_read = table.Column<long>(type: "bigint", nullable: false),
                    amount_read = table.Column<long>(type: "bigint", nullable: false),
                    orders_stored = table.Column<long>(type: "bigint", nullable: true),
                    lines_stored = table.Column<long>(type: "bigint", nullable: true),
                    quantity_stored = table.Column<long>(type: "bigint", nullable: true),
                    amount_stored = table.Column<long>(type: "bigint", nullable: true),
                    totals_match = table.Column<bool>(type: "boolean", nullable: true),
                    checkpoint_orders = table.Column<long>(type: "bigint", nullable: false),
                    checkpoint_rows = table.Column<long>(type: "bigint", nullable: false),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    worker_token = table.Column<Guid>(type: "uuid", nullable: true),
                    heartbeat_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    progress_sequence = table.Column<long>(type: "bigint", nullable: false),
                    requested_stop = table.Column<short>(type: "smallint", nullable: false),
                    failure_code = table.Column<string>(type: "text", nullable: true),
                    created_by_kind = table.Column<short>(type: "smallint", nullable: false),
                    created_by_id = table.Column<Guid>(type: "uuid", nullable: false),
                    created_by_name = table.Column<string>(type: "text", nullable: false),
                    source_address = table.Column<string>(type: "text", nullable: true),
                    parent_id = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    undo_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    modified_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    modified_seq = table.Column<long>(type: "bigint", nullable: false, defaultValueSql: "nextval('modified_seq')")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import_batches", x => new { x.tenant_id, x.id });
                    table.CheckConstraint("ck_import_batches_sha256", "octet_length(file_sha256) = 32");
                    table.CheckConstraint("ck_import_batches_values", "status BETWEEN 1 AND 9 AND phase BETWEEN 1 AND 7 AND encoding BETWEEN 1 AND 6 AND mode BETWEEN 1 AND 2 AND duplicates BETWEEN 1 AND 3 AND settle BETWEEN 0 AND 2 AND notify BETWEEN 0 AND 2 AND requested_stop BETWEEN 0 AND 2");
                });

            migrationBuilder.CreateTable(
                name: "orders",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    order_number = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: false, collation: "C"),
                    status = table.Column<short>(type: "smallint", nullable: false),
                    payment_status = table.Column<short>(type: "smallint", nullable: false),
                    source = table.Column<short>(type: "smallint", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: true),
                    customer_code = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: true, collation: "C"),
                    customer_name_encrypted = table.Column<byte[]>(type: "bytea", nullable: false),
                    customer_email_encrypted = table.Column<byte[]>(type: "bytea", nullable: true),
                    customer_phone_encrypted = table.Column<byte[]>(type: "bytea", nullable: true),
                    shipping_address_encrypted = table.Column<byte[]>(type: "bytea", nullable: false),
                    ordered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    delivery_date = table.Column<DateOnly>(type: "date", nullable: true),
                    delivery_time = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: true),
                    payment_method = table.Column<short>(type: "smallint", nullable: false),
                    note_encrypted = table.Column<byte[]>(type: "bytea", nullable: true),
                    tax_included = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    modified_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    currency = table.Column<string>(type: "character(3)", nullable: false, defaultValueSql: "'JPY'"),
                    customer_email_index = table.Column<byte[]>(type: "bytea", nullable: true),
                    customer_phone_index = table.Column<byte[]>(type: "bytea", nullable: true),
                    modified_seq = table.Column<long>(type: "bigint", nullable: false, defaultValueSql: "nextval('modified_seq')"),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false),
                    batch_id = table.Column<Guid>(type: "uuid", nullable: true),
                    csv_source = table.Column<string>(type: "text", nullable: true),
                    csv_source_sha256 = table.Column<byte[]>(type: "bytea", nullable: true),
                    bulk_import_group = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    csv_row_number = table.Column<int>(type: "integer", nullable: true),
                    discount = table.Column<long>(type: "bigint", nullable: false),
                    shipping_fee = table.Column<long>(type: "bigint", nullable: false),
                    subtotal = table.Column<long>(type: "bigint", nullable: false),
                    tax_10 = table.Column<long>(type: "bigint", nullable: false),
                    tax_8 = table.Column<long>(type: "bigint", nullable: false),
                    taxable_0 = table.Column<long>(type: "bigint", nullable: false),
                    taxable_10 = table.Column<long>(type: "bigint", nullable: false),
                    taxable_8 = table.Column<long>(type: "bigint", nullable: false),
                    total = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_orders", x => new { x.tenant_id, x.id });
                    table.CheckConstraint("ck_orders_amounts", "subtotal >= 0 AND shipping_fee >= 0 AND discount >= 0 AND total >= 0");
                    table.CheckConstraint("ck_orders_values", "status BETWEEN 1 AND 7 AND payment_status BETWEEN 1 AND 5 AND source BETWEEN 1 AND 3 AND payment_method BETWEEN 1 AND 4");
                });

            migrationBuilder.CreateTable(
                name: "products",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false, collation: "C"),
                    name_ja = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    name_en = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    price = table.Column<long>(type: "bigint", nullable: false),
                    tax_rate = table.Column<short>(type: "smallint", nullable: false),
                    active = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    modified_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    modified_seq = table.Column<long>(type: "bigint", nullable: false, defaultValueSql: "nextval('modified_seq')"),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_products", x => new { x.tenant_id, x.id });
                    table.CheckConstraint("ck_products_values", "price >= 0 AND tax_rate IN (0, 8, 10)");
                });

            migrationBuilder.CreateTable(
                name: "revoked_tokens",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    token_id = table.Column<Guid>(type: "uuid", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_revoked_tokens", x => new { x.tenant_id, x.token_id });
                });

            migrationBuilder.CreateTable(
                name: "roles",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: true),
                    normalized_name = table.Column<string>(type: "text", nullable: true),
                    concurrency_stamp = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_roles", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "sign_in_directory",
                columns: table => new
                {
                    email_index = table.Column<byte[]>(type: "bytea", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sign_in_directory", x => x.email_index);
                });

            migrationBuilder.CreateTable(
                name: "stored_files",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    file_name = table.Column<string>(type: "text", nullable: false),
                    length = table.Column<long>(type: "bigint", nullable: false),
                    sha256 = table.Column<byte[]>(type: "bytea", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    completed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_stored_files", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "tenants",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    key = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    default_payment_method = table.Column<short>(type: "smallint", nullable: false),
                    free_product_codes = table.Column<bool>(type: "boolean", nullable: false),
                    split_settlement = table.Column<bool>(type: "boolean", nullable: false),
                    tax_rounding = table.Column<short>(type: "smallint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tenants", x => x.id);
                    table.CheckConstraint("ck_tenants_values", "tax_rounding BETWEEN 1 AND 3 AND default_payment_method BETWEEN 1 AND 4");
                });

            migrationBuilder.CreateTable(
                name: "users",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    display_name_encrypted = table.Column<byte[]>(type: "bytea", nullable: false),
                    culture = table.Column<string>(type: "text", nullable: true),
                    time_zone = table.Column<string>(type: "text", nullable: true),
                    theme = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    email_index = table.Column<byte[]>(type: "bytea", nullable: false),
                    email_encrypted = table.Column<byte[]>(type: "bytea", nullable: false),
                    email_confirmed = table.Column<bool>(type: "boolean", nullable: false),
                    password_hash = table.Column<string>(type: "text", nullable: true),
                    security_stamp = table.Column<string>(type: "text", nullable: true),
                    concurrency_stamp = table.Column<string>(type: "text", nullable: true),
                    phone_encrypted = table.Column<byte[]>(type: "bytea", nullable: true),
                    phone_number_confirmed = table.Column<bool>(type: "boolean", nullable: false),
                    two_factor_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    lockout_end = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lockout_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    access_failed_count = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_users", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "api_client_secrets",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    api_client_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    secret_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_api_client_secrets", x => new { x.tenant_id, x.api_client_id, x.id });
                    table.ForeignKey(
                        name: "fk_api_client_secrets_api_clients_tenant_id_api_client_id",
                        columns: x => new { x.tenant_id, x.api_client_id },
                        principalTable: "api_clients",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "order_lines",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    order_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    product_code = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false, collation: "C"),
                    product_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    quantity = table.Column<int>(type: "integer", nullable: false),
                    unit_price = table.Column<long>(type: "bigint", nullable: false),
                    tax_rate = table.Column<short>(type: "smallint", nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    row_number = table.Column<int>(type: "integer", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_order_lines", x => new { x.tenant_id, x.order_id, x.number });
                    table.CheckConstraint("ck_order_lines_values", "quantity > 0 AND unit_price >= 0 AND amount >= 0 AND tax_rate IN (0, 8, 10)");
                    table.ForeignKey(
                        name: "fk_order_lines_orders_tenant_id_order_id",
                        columns: x => new { x.tenant_id, x.order_id },
                        principalTable: "orders",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "order_status_changes",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    order_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    from_status = table.Column<short>(type: "smallint", nullable: true),
                    to_status = table.Column<short>(type: "smallint", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    actor_kind = table.Column<short>(type: "smallint", nullable: false),
                    actor_id = table.Column<Guid>(type: "uuid", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_order_status_changes", x => new { x.tenant_id, x.order_id, x.id });
                    table.CheckConstraint("ck_order_status_changes_values", "from_status BETWEEN 1 AND 7 AND to_status BETWEEN 1 AND 7");
                    table.ForeignKey(
                        name: "fk_order_status_changes_orders_tenant_id_order_id",
                        columns: x => new { x.tenant_id, x.order_id },
                        principalTable: "orders",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "stored_file_chunks",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    file_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    content_encrypted = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_stored_file_chunks", x => new { x.tenant_id, x.file_id, x.number });
                    table.ForeignKey(
                        name: "fk_stored_file_chunks_stored_files_tenant_id_file_id",
                        columns: x => new { x.tenant_id, x.file_id },
                        principalTable: "stored_files",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "user_claims",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    claim_type = table.Column<string>(type: "text", nullable: true),
                    claim_value = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_claims", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_user_claims_users_tenant_id_user_id",
                        columns: x => new { x.tenant_id, x.user_id },
                        principalTable: "users",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "user_logins",
                columns: table => new
                {
                    login_provider = table.Column<string>(type: "text", nullable: false),
                    provider_key = table.Column<string>(type: "text", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    provider_display_name = table.Column<string>(type: "text", nullable: true),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_logins", x => new { x.tenant_id, x.login_provider, x.provider_key });
                    table.ForeignKey(
                        name: "fk_user_logins_users_tenant_id_user_id",
                        columns: x => new { x.tenant_id, x.user_id },
                        principalTable: "users",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "user_roles",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    role_id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_roles", x => new { x.tenant_id, x.user_id, x.role_id });
                    table.ForeignKey(
                        name: "fk_user_roles_roles_role_id",
                        column: x => x.role_id,
                        principalTable: "roles",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_user_roles_users_tenant_id_user_id",
                        columns: x => new { x.tenant_id, x.user_id },
                        principalTable: "users",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "user_tokens",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    login_provider = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    value_encrypted = table.Column<byte[]>(type: "bytea", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_tokens", x => new { x.tenant_id, x.user_id, x.login_provider, x.name });
                    table.ForeignKey(
                        name: "fk_user_tokens_users_tenant_id_user_id",
                        columns: x => new { x.tenant_id, x.user_id },
                        principalTable: "users",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.InsertData(
                table: "roles",
                columns: new[] { "id", "concurrency_stamp", "name", "normalized_name" },
                values: new object[,]
                {
                    { new Guid("00000001-0000-0000-0000-000000000000"), "viewer", "viewer", "VIEWER" },
                    { new Guid("00000002-0000-0000-0000-000000000000"), "operator", "operator", "OPERATOR" },
                    { new Guid("00000003-0000-0000-0000-000000000000"), "finance", "finance", "FINANCE" },
                    { new Guid("00000004-0000-0000-0000-000000000000"), "admin", "admin", "ADMIN" }
                });

            migrationBuilder.CreateIndex(
                name: "ix_api_client_directory_tenant_id_api_client_id",
                table: "api_client_directory",
                columns: new[] { "tenant_id", "api_client_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_api_clients_tenant_id_client_id",
                table: "api_clients",
                columns: new[] { "tenant_id", "client_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_customers_tenant_id_code",
                table: "customers",
                columns: new[] { "tenant_id", "code" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_customers_tenant_id_email_index",
                table: "customers",
                columns: new[] { "tenant_id", "email_index" },
                filter: "email_index IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_customers_tenant_id_modified_seq",
                table: "customers",
                columns: new[] { "tenant_id", "modified_seq" });

            migrationBuilder.CreateIndex(
                name: "ix_customers_tenant_id_phone_index",
                table: "customers",
                columns: new[] { "tenant_id", "phone_index" },
                filter: "phone_index IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_import_batches_tenant_id_created_at_id",
                table: "import_batches",
                columns: new[] { "tenant_id", "created_at", "id" },
                descending: new[] { false, true, true });

            migrationBuilder.CreateIndex(
                name: "ix_import_batches_tenant_id_file_sha256",
                table: "import_batches",
                columns: new[] { "tenant_id", "file_sha256" });

            migrationBuilder.CreateIndex(
                name: "ix_import_batches_tenant_id_modified_seq",
                table: "import_batches",
                columns: new[] { "tenant_id", "modified_seq" });

            migrationBuilder.CreateIndex(
                name: "ix_import_batches_tenant_id_number",
                table: "import_batches",
                columns: new[] { "tenant_id", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_orders_tenant_id_customer_code_ordered_at_id",
                table: "orders",
                columns: new[] { "tenant_id", "customer_code", "ordered_at", "id" },
                descending: new[] { false, false, true, true },
                filter: "customer_code IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_orders_tenant_id_customer_email_index",
                table: "orders",
                columns: new[] { "tenant_id", "customer_email_index" },
                filter: "customer_email_index IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_orders_tenant_id_customer_phone_index",
                table: "orders",
                columns: new[] { "tenant_id", "customer_phone_index" },
                filter: "customer_phone_index IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_orders_tenant_id_modified_seq",
                table: "orders",
                columns: new[] { "tenant_id", "modified_seq" });

            migrationBuilder.CreateIndex(
                name: "ix_orders_tenant_id_order_number",
                table: "orders",
                columns: new[] { "tenant_id", "order_number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_orders_tenant_id_ordered_at_id",
                table: "orders",
                columns: new[] { "tenant_id", "ordered_at", "id" },
                descending: new[] { false, true, true });

            migrationBuilder.CreateIndex(
                name: "ix_orders_tenant_id_status_ordered_at_id",
                table: "orders",
                columns: new[] { "tenant_id", "status", "ordered_at", "id" },
                descending: new[] { false, false, true, true });

            migrationBuilder.CreateIndex(
                name: "ix_products_tenant_id_code",
                table: "products",
                columns: new[] { "tenant_id", "code" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_products_tenant_id_modified_seq",
                table: "products",
                columns: new[] { "tenant_id", "modified_seq" });

            migrationBuilder.CreateIndex(
                name: "ix_roles_normalized_name",
                table: "roles",
                column: "normalized_name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_sign_in_directory_tenant_id_user_id",
                table: "sign_in_directory",
                columns: new[] { "tenant_id", "user_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_tenants_key",
                table: "tenants",
                column: "key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_user_claims_tenant_id_user_id",
                table: "user_claims",
                columns: new[] { "tenant_id", "user_id" });

            migrationBuilder.CreateIndex(
                name: "ix_user_logins_tenant_id_user_id",
                table: "user_logins",
                columns: new[] { "tenant_id", "user_id" });

            migrationBuilder.CreateIndex(
                name: "ix_user_roles_role_id",
                table: "user_roles",
                column: "role_id");

            migrationBuilder.CreateIndex(
                name: "ix_users_tenant_id_email_index",
                table: "users",
                columns: new[] { "tenant_id", "email_index" },
                unique: true);

            migrationBuilder.RunScripts("foundation_");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("The first migration is not taken back: drop the database instead.");
    }
}
