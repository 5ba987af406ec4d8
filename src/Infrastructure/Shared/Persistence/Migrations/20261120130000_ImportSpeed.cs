using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace OrderPortal.Infrastructure.Shared.Persistence.Migrations;

/// <summary>SQL only: the model keeps the relation of orders and lines, which EF would not know without a foreign key, so the snapshot stays as it is.</summary>
[DbContext(typeof(OrderPortalDbContext))]
[Migration("20261120130000_ImportSpeed")]
public sealed class ImportSpeed : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.RunScripts("imports_20_");

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        DROP TRIGGER delete_lines ON orders;
        DROP FUNCTION delete_lines_of_orders();
        ALTER TABLE order_lines ADD CONSTRAINT fk_order_lines_orders_tenant_id_order_id
            FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id) ON DELETE CASCADE
        """);
}
