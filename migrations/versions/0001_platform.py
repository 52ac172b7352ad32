"""The shared ground: events and their deliveries, kept answers, the audit log."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.privileges import (
    append_only,
    create_program_role,
    create_schema,
    drop_schema,
)
from shared.infra.messaging.tables import Xid8

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NOW = sa.DateTime(timezone=True)


def upgrade() -> None:
    create_program_role()
    op.execute("GRANT USAGE ON SCHEMA public TO tradepost_program")
    op.execute("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO tradepost_program")
    op.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO tradepost_program")
    create_schema("platform")
    op.execute(
        """
        CREATE FUNCTION platform.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$
        """
    )
    _create_events()
    _create_deliveries()
    _create_keys()
    _create_audit_log()


def _create_events() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("xid", Xid8, nullable=False, server_default=sa.text("pg_current_xact_id()")),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("schema_version", sa.SmallInteger, nullable=False),
        sa.Column("aggregate_type", sa.Text, nullable=False),
        sa.Column("aggregate_id", sa.Text, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("occurred_at", NOW, nullable=False),
        sa.Column("correlation_id", sa.Text, nullable=False),
        sa.Column("causation_id", sa.Uuid),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("traceparent", sa.Text),
        sa.Column("data", JSONB, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sa.UniqueConstraint(
            "aggregate_type",
            "aggregate_id",
            "sequence",
            name="uq_events_aggregate_type",
        ),
        schema="platform",
    )
    op.create_index("ix_events_feed", "events", ["xid", "id"], schema="platform")


def _create_deliveries() -> None:
    op.create_table(
        "consumers",
        sa.Column("event_type", sa.Text, nullable=False),
        sa.Column("consumer", sa.Text, nullable=False),
        sa.Column("outward", sa.Boolean, nullable=False),
        sa.Column("registered_at", NOW, nullable=False, server_default=sa.text("now()")),
        sa.PrimaryKeyConstraint("event_type", "consumer", name="pk_consumers"),
        schema="platform",
    )
    op.create_table(
        "deliveries",
        sa.Column("event_id", sa.Uuid, nullable=False),
        sa.Column("consumer", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("created_at", NOW, nullable=False),
        sa.Column("due_at", NOW, nullable=False),
        sa.Column("leased_until", NOW),
        sa.Column("last_error", sa.Text),
        sa.Column("done_at", NOW),
        sa.PrimaryKeyConstraint("event_id", "consumer", name="pk_deliveries"),
        sa.ForeignKeyConstraint(["event_id"], ["platform.events.id"], name="fk_deliveries_event_id"),
        schema="platform",
        postgresql_with={"fillfactor": "80", "autovacuum_vacuum_scale_factor": "0.02"},
    )
    op.create_index(
        "ix_deliveries_pending",
        "deliveries",
        ["consumer", "due_at"],
        schema="platform",
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "dead_letters",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("event_id", sa.Uuid, nullable=False),
        sa.Column("consumer", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("created_at", NOW, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_dead_letters"),
        sa.ForeignKeyConstraint(["event_id"], ["platform.events.id"], name="fk_dead_letters_event_id"),
        sa.UniqueConstraint("event_id", "consumer", name="uq_dead_letters_event_id"),
        schema="platform",
    )


def _create_keys() -> None:
    op.create_table(
        "idempotency_keys",
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.LargeBinary, nullable=False),
        sa.Column("status", sa.SmallInteger, nullable=False),
        sa.Column("headers", JSONB, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("created_at", NOW, nullable=False),
        sa.PrimaryKeyConstraint("scope", "key", name="pk_idempotency_keys"),
        schema="platform",
    )
    op.create_index(
        "ix_idempotency_keys_created_at",
        "idempotency_keys",
        ["created_at"],
        schema="platform",
    )
    # A volatile function takes a new snapshot for each of its statements: the rows are read
    # after the locks were got. In one statement a repeat could get the lock just freed and
    # still not see the answer just committed.
    op.execute(
        """
        CREATE FUNCTION platform.claim_keys(scopes text[], keys text[])
        RETURNS TABLE (got boolean, fingerprint bytea, status smallint, headers jsonb, body bytea)
        LANGUAGE plpgsql VOLATILE AS $$
        DECLARE gots boolean[];
        BEGIN
            SELECT array_agg(
                pg_try_advisory_xact_lock(hashtextextended(a.scope || chr(31) || a.key, 0)) ORDER BY a.n
            ) INTO gots FROM unnest(scopes, keys) WITH ORDINALITY AS a(scope, key, n);
            RETURN QUERY
                SELECT a.got, k.fingerprint, k.status, k.headers, k.body
                FROM unnest(scopes, keys, gots) WITH ORDINALITY AS a(scope, key, got, n)
                LEFT JOIN platform.idempotency_keys k ON k.scope = a.scope AND k.key = a.key
                ORDER BY a.n;
        END $$
        """
    )


def _create_audit_log() -> None:
    op.create_table(
        "audit_log",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("at", NOW, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("resource", sa.Text, nullable=False),
        sa.Column("request_id", sa.Text, nullable=False),
        sa.Column("changes", JSONB, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_log"),
        schema="platform",
    )
    op.create_index("ix_audit_log_at", "audit_log", ["at"], schema="platform")
    op.create_index("ix_audit_log_resource", "audit_log", ["resource", "id"], schema="platform")
    op.create_index("ix_audit_log_actor", "audit_log", ["actor", "id"], schema="platform")
    append_only("platform.audit_log")


def downgrade() -> None:
    drop_schema("platform")
    op.execute("ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM tradepost_program")
