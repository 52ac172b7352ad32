"""What the program's database role may do: exactly what is granted here and in the revisions.

Migrations run as the owner. The program connects as `tradepost_program`, or as a member
of it, and can neither alter a table nor touch rows it was not granted.
"""

from alembic import op

PROGRAM_ROLE = "tradepost_program"


def create_program_role() -> None:
    """Make the role unless it exists: roles belong to the whole server, databases share them."""
    op.execute(
        f"""
        DO $$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{PROGRAM_ROLE}') THEN
                CREATE ROLE {PROGRAM_ROLE} NOLOGIN;
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END $$
        """
    )


def create_schema(name: str) -> None:
    """Create a schema whose future tables the program may read and write."""
    op.execute(f"CREATE SCHEMA {name}")
    op.execute(f"GRANT USAGE ON SCHEMA {name} TO {PROGRAM_ROLE}")
    op.execute(
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA {name} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {PROGRAM_ROLE}"
    )
    op.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA {name} GRANT USAGE ON SEQUENCES TO {PROGRAM_ROLE}")


def drop_schema(name: str) -> None:
    op.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA {name} REVOKE ALL ON TABLES FROM {PROGRAM_ROLE}")
    op.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA {name} REVOKE ALL ON SEQUENCES FROM {PROGRAM_ROLE}")
    op.execute(f"DROP SCHEMA {name} CASCADE")


def append_only(table: str) -> None:
    """Rows may be added and read, never changed or removed: by grant for the program, by trigger for all."""
    op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {PROGRAM_ROLE}")
    op.execute(
        f"""
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION platform.refuse_change()
        """
    )
