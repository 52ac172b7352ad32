"""A barcode names one product: a table of them, kept by trigger whatever writes products.

Of products that share a barcode the oldest keeps it; a warning names what the others lose.
"""

from alembic import op

from migrations.privileges import PROGRAM_ROLE

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE inventory.barcodes (
            barcode text NOT NULL,
            sku text NOT NULL,
            CONSTRAINT pk_barcodes PRIMARY KEY (barcode),
            CONSTRAINT fk_barcodes_sku_products FOREIGN KEY (sku) REFERENCES inventory.products (sku)
        )
        """
    )
    op.execute("CREATE INDEX ix_barcodes_sku ON inventory.barcodes (sku)")
    op.execute(
        """
        INSERT INTO inventory.barcodes (barcode, sku)
        SELECT DISTINCT ON (barcode) barcode, p.sku
        FROM inventory.products p CROSS JOIN LATERAL jsonb_array_elements_text(p.barcodes) barcode
        ORDER BY barcode, p.created_at, p.sku
        """
    )
    op.execute(
        """
        DO $$
        DECLARE shared record;
        BEGIN
            FOR shared IN
                SELECT p.sku, b.barcode, b.sku AS holder FROM inventory.products p
                CROSS JOIN LATERAL jsonb_array_elements_text(p.barcodes) c(barcode)
                JOIN inventory.barcodes b ON b.barcode = c.barcode AND b.sku <> p.sku
            LOOP
                RAISE WARNING 'product % loses the barcode %, which is also that of %',
                    shared.sku, shared.barcode, shared.holder;
                UPDATE inventory.products SET barcodes = barcodes - shared.barcode, version = version + 1
                WHERE sku = shared.sku;
            END LOOP;
        END $$
        """
    )
    op.execute(
        """
        CREATE FUNCTION inventory.add_barcodes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = pg_catalog AS $$
        BEGIN
            INSERT INTO inventory.barcodes (barcode, sku)
            SELECT barcode, a.sku FROM after a CROSS JOIN LATERAL jsonb_array_elements_text(a.barcodes) barcode;
            RETURN NULL;
        END $$
        """
    )
    op.execute(
        """
        CREATE FUNCTION inventory.change_barcodes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = pg_catalog AS $$
        BEGIN
            DELETE FROM inventory.barcodes b USING before o, after n
            WHERE n.sku = o.sku AND n.barcodes <> o.barcodes AND b.sku = o.sku;
            INSERT INTO inventory.barcodes (barcode, sku)
            SELECT barcode, n.sku FROM before o JOIN after n ON n.sku = o.sku AND n.barcodes <> o.barcodes
            CROSS JOIN LATERAL jsonb_array_elements_text(n.barcodes) barcode;
            RETURN NULL;
        END $$
        """
    )
    op.execute(
        """
        CREATE TRIGGER add_barcodes AFTER INSERT ON inventory.products
        REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION inventory.add_barcodes()
        """
    )
    op.execute(
        """
        CREATE TRIGGER change_barcodes AFTER UPDATE ON inventory.products
        REFERENCING OLD TABLE AS before NEW TABLE AS after
        FOR EACH STATEMENT EXECUTE FUNCTION inventory.change_barcodes()
        """
    )
    op.execute(f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON inventory.barcodes FROM {PROGRAM_ROLE}")


def downgrade() -> None:
    op.execute("DROP TRIGGER change_barcodes ON inventory.products")
    op.execute("DROP TRIGGER add_barcodes ON inventory.products")
    op.execute("DROP FUNCTION inventory.change_barcodes()")
    op.execute("DROP FUNCTION inventory.add_barcodes()")
    op.execute("DROP TABLE inventory.barcodes")
