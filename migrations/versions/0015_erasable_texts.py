"""Words of a person can be taken out of an order's history, which stays append-only in everything else."""

from alembic import op

from migrations.privileges import PROGRAM_ROLE

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE FUNCTION orders.refuse_rewriting() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
        BEGIN
            IF OLD.detail ? 'reason' AND NEW.detail = OLD.detail || '{"reason": "erased"}'
               AND to_jsonb(NEW) - 'detail' = to_jsonb(OLD) - 'detail' THEN
                RETURN NEW;
            END IF;
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END $$
        """
    )
    op.execute("DROP TRIGGER append_only ON orders.order_history")
    op.execute(
        """
        CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON orders.order_history
        FOR EACH STATEMENT EXECUTE FUNCTION platform.refuse_change()
        """
    )
    op.execute(
        """
        CREATE TRIGGER only_erased BEFORE UPDATE ON orders.order_history
        FOR EACH ROW EXECUTE FUNCTION orders.refuse_rewriting()
        """
    )
    op.execute(f"GRANT UPDATE (detail) ON orders.order_history TO {PROGRAM_ROLE}")


def downgrade() -> None:
    op.execute(f"REVOKE UPDATE (detail) ON orders.order_history FROM {PROGRAM_ROLE}")
    op.execute("DROP TRIGGER only_erased ON orders.order_history")
    op.execute("DROP TRIGGER append_only ON orders.order_history")
    op.execute(
        """
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON orders.order_history
        FOR EACH STATEMENT EXECUTE FUNCTION platform.refuse_change()
        """
    )
    op.execute("DROP FUNCTION orders.refuse_rewriting()")
