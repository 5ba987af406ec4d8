using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace OrderPortal.Infrastructure.Shared.Persistence.Migrations;

/// <summary>Rollups of the dashboard and the triggers that keep them. SQL only: nothing of it is in EF's model, so the snapshot stays as it is.</summary>
[DbContext(typeof(OrderPortalDbContext))]
[Migration("20261129070000_Dashboard")]
public sealed class Dashboard : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.RunScripts("dashboard_");

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        DROP FUNCTION count_inserted_orders, count_updated_orders, count_deleted_orders, count_inserted_lines, count_updated_lines, count_deleted_lines, count_charges,
            count_problems, forget_rollups CASCADE;
        DROP TABLE order_days, order_source_days, order_group_days, customer_days, customer_weeks, product_days, product_weeks, product_group_days, charge_days, problem_days, order_deltas, product_deltas,
            charge_deltas, problem_deltas, rollup_marks;
        DROP FUNCTION day_in_japan, week_of, is_sale;
        DROP INDEX ix_orders_tenant_id_bulk_import_group;
        CREATE INDEX ix_orders_tenant_id_bulk_import_group ON orders (tenant_id, bulk_import_group, ordered_at DESC, id DESC) WHERE bulk_import_group IS NOT NULL;
        """);
}
