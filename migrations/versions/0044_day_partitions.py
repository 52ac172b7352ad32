"""Events and deliveries are partitioned by day: old days are dropped, not deleted row by row.

The tables as they are become the partition of all days until today; ATTACH reads them once to check it. An older
program works on the partitioned tables unchanged.
"""

from alembic import op

from migrations.privileges import PROGRAM_ROLE

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

DAYS_AHEAD = 3

# The UUIDv7 ids of a day are a range. `date` is a day in UTC.
FIRST_ID = """
    CREATE FUNCTION platform.first_event_id(day date) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT AS $$
        SELECT (lpad(to_hex((day - date '1970-01-01') * 86400000::bigint), 12, '0') || repeat('0', 20))::uuid
    $$
"""
# Rows that arrived while a day had no partition are moved into it; otherwise ATTACH would fail.
CREATE_DAY = """
    CREATE FUNCTION platform.create_day(day date) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '500ms'
    SET timezone = 'UTC' AS $$
    DECLARE
        suffix text := to_char(day, 'YYYYMMDD');
        lower_id uuid := platform.first_event_id(day);
        upper_id uuid := platform.first_event_id(day + 1);
    BEGIN
        IF to_regclass('platform.events_' || suffix) IS NULL THEN
            EXECUTE format(
                'CREATE TABLE platform.events_%s (LIKE platform.events INCLUDING DEFAULTS,'
                ' UNIQUE (aggregate_type, aggregate_id, sequence))', suffix);
            IF EXISTS (SELECT FROM platform.events_kept WHERE id >= lower_id AND id < upper_id) THEN
                LOCK TABLE platform.events_kept IN ACCESS EXCLUSIVE MODE;
                EXECUTE format(
                    'WITH moved AS (DELETE FROM platform.events_kept WHERE id >= %L AND id < %L RETURNING *)'
                    ' INSERT INTO platform.events_%s SELECT * FROM moved', lower_id, upper_id, suffix);
            END IF;
            EXECUTE format(
                'ALTER TABLE platform.events ATTACH PARTITION platform.events_%s FOR VALUES FROM (%L) TO (%L)',
                suffix, lower_id, upper_id);
        END IF;
        IF to_regclass('platform.deliveries_' || suffix) IS NULL THEN
            EXECUTE format(
                'CREATE TABLE platform.deliveries_%s (LIKE platform.deliveries INCLUDING DEFAULTS,'
                ' PRIMARY KEY (event_id, consumer))', suffix);
            IF EXISTS (SELECT FROM platform.deliveries_pending WHERE done_at >= day AND done_at < day + 1) THEN
                LOCK TABLE platform.deliveries_pending IN ACCESS EXCLUSIVE MODE;
                EXECUTE format(
                    'WITH moved AS (DELETE FROM platform.deliveries_pending'
                    ' WHERE done_at >= %1$L::date AND done_at < %1$L::date + 1 RETURNING *)'
                    ' INSERT INTO platform.deliveries_%2$s SELECT * FROM moved', day, suffix);
            END IF;
            EXECUTE format(
                'ALTER TABLE platform.deliveries ATTACH PARTITION platform.deliveries_%s FOR VALUES FROM (%L) TO (%L)',
                suffix, day, day + 1);
        END IF;
    END $$
"""
CREATE_DAYS = """
    CREATE FUNCTION platform.create_days(until date) RETURNS integer LANGUAGE plpgsql AS $$
    DECLARE
        number integer := 0;
        day date;
    BEGIN
        FOR day IN
            SELECT generate_series(coalesce(max(d.day), current_date - 1) + 1, until, interval '1 day')::date
            FROM platform.event_days d
        LOOP
            PERFORM platform.create_day(day);
            number := number + 1;
        END LOOP;
        RETURN number;
    END $$
"""
# A partition is called after the last day it holds.
DAYS = """
    CREATE VIEW platform.event_days AS
    SELECT to_date(substring(c.relname FROM 'events_([0-9]{8})$'), 'YYYYMMDD') AS day
    FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'platform.events'::regclass AND c.relname ~ '^events_[0-9]{8}$'
"""
# Events with a pending delivery or a dead letter, and the later ones of their aggregate, go to the default partition.
DROP_DAY = """
    CREATE FUNCTION platform.drop_day(before timestamptz, at_most integer) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '500ms'
    SET timezone = 'UTC' AS $$
    DECLARE
        oldest date := (SELECT min(day) FROM platform.event_days);
        upper_id uuid := platform.first_event_id(oldest + 1);
        suffix text := to_char(oldest, 'YYYYMMDD');
        latest timestamptz;
        number bigint;
        kept uuid[];
    BEGIN
        IF oldest IS NULL OR oldest + 1 > before THEN
            RETURN NULL;
        END IF;
        EXECUTE format('SELECT max(occurred_at), count(*) FROM platform.events_%s', suffix) INTO latest, number;
        IF latest >= before THEN
            RETURN NULL;
        END IF;
        EXECUTE format(
            'SELECT coalesce(array_agg(e.id), ARRAY[]::uuid[]) FROM platform.events_%s e JOIN ('
            ' SELECT k.aggregate_type, k.aggregate_id, min(k.sequence) AS sequence FROM platform.events k JOIN ('
            '  SELECT event_id FROM platform.deliveries WHERE done_at IS NULL AND event_id < $1'
            '  UNION SELECT event_id FROM platform.dead_letters WHERE event_id < $1'
            ' ) unfinished ON k.id = unfinished.event_id GROUP BY 1, 2'
            ') k ON e.aggregate_type = k.aggregate_type AND e.aggregate_id = k.aggregate_id'
            ' AND e.sequence >= k.sequence', suffix) INTO kept USING upper_id;
        IF cardinality(kept) > at_most THEN
            RETURN NULL;
        END IF;
        EXECUTE format('ALTER TABLE platform.events DETACH PARTITION platform.events_%s', suffix);
        EXECUTE format('INSERT INTO platform.events SELECT * FROM platform.events_%s WHERE id = ANY($1)', suffix)
            USING kept;
        EXECUTE format('DROP TABLE platform.events_%s', suffix);
        IF to_regclass('platform.deliveries_' || suffix) IS NOT NULL THEN
            EXECUTE format('ALTER TABLE platform.deliveries DETACH PARTITION platform.deliveries_%s', suffix);
            EXECUTE format('DROP TABLE platform.deliveries_%s', suffix);
        END IF;
        RETURN number - cardinality(kept);
    END $$
"""
FUNCTIONS = (
    "platform.create_day(date)",
    "platform.create_days(date)",
    "platform.drop_day(timestamptz, integer)",
)


def upgrade() -> None:
    op.execute("SET LOCAL timezone = 'UTC'")
    op.execute("ALTER TABLE platform.deliveries DROP CONSTRAINT fk_deliveries_event_id")
    op.execute("ALTER TABLE platform.dead_letters DROP CONSTRAINT fk_dead_letters_event_id")
    op.execute(FIRST_ID)
    _partition_events()
    _partition_deliveries()
    for statement in (DAYS, CREATE_DAY, CREATE_DAYS, DROP_DAY):
        op.execute(statement)
    for function in FUNCTIONS:
        op.execute(f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO {PROGRAM_ROLE}")
    op.execute(f"SELECT platform.create_days((now() + interval '{DAYS_AHEAD} days')::date)")


def _partition_events() -> None:
    for name in ("pk_events", "uq_events_aggregate_type", "ix_events_feed"):
        op.execute(f"ALTER INDEX platform.{name} RENAME TO {name}_until_today")
    op.execute("ALTER TABLE platform.events RENAME TO events_until_today")
    op.execute(
        """
        CREATE TABLE platform.events (LIKE platform.events_until_today INCLUDING DEFAULTS,
            CONSTRAINT pk_events PRIMARY KEY (id)) PARTITION BY RANGE (id)
        """
    )
    op.execute("CREATE INDEX ix_events_feed ON platform.events (xid, id)")
    op.execute(
        "CREATE TABLE platform.events_kept PARTITION OF platform.events"
        " (UNIQUE (aggregate_type, aggregate_id, sequence)) DEFAULT"
    )
    op.execute(
        """
        WITH moved AS (
            DELETE FROM platform.events_until_today WHERE id >= platform.first_event_id(current_date + 1) RETURNING *
        )
        INSERT INTO platform.events_kept SELECT * FROM moved
        """
    )
    _attach_today("events", "platform.first_event_id(current_date + 1)")


def _partition_deliveries() -> None:
    """Pending deliveries are in the default partition, a small table in which the relay looks for due ones."""
    op.execute("ALTER INDEX platform.pk_deliveries RENAME TO pk_deliveries_until_today")
    op.execute("DROP INDEX platform.ix_deliveries_pending")
    op.execute("ALTER TABLE platform.deliveries RENAME TO deliveries_until_today")
    op.execute(
        "CREATE TABLE platform.deliveries (LIKE platform.deliveries_until_today INCLUDING DEFAULTS)"
        " PARTITION BY RANGE (done_at)"
    )
    op.execute(
        """
        CREATE TABLE platform.deliveries_pending PARTITION OF platform.deliveries
            (CONSTRAINT pk_deliveries PRIMARY KEY (event_id, consumer)) DEFAULT
            WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02)
        """
    )
    op.execute(
        "CREATE INDEX ix_deliveries_pending ON platform.deliveries_pending (consumer, due_at) WHERE done_at IS NULL"
    )
    op.execute(
        """
        WITH moved AS (DELETE FROM platform.deliveries_until_today WHERE done_at IS NULL RETURNING *)
        INSERT INTO platform.deliveries_pending SELECT * FROM moved
        """
    )
    _attach_today("deliveries", "current_date + 1")


def _attach_today(table: str, end: str) -> None:
    op.execute(
        f"""
        DO $$ BEGIN
            EXECUTE format('ALTER TABLE platform.{table}_until_today RENAME TO {table}_%s',
                to_char(current_date, 'YYYYMMDD'));
            EXECUTE format(
                'ALTER TABLE platform.{table} ATTACH PARTITION platform.{table}_%s FOR VALUES FROM (MINVALUE) TO (%L)',
                to_char(current_date, 'YYYYMMDD'), {end});
        END $$
        """
    )


def downgrade() -> None:
    """Deliveries of dropped events are deleted, because their foreign key needs the event."""
    for function in (*FUNCTIONS, "platform.first_event_id(date)"):
        op.execute(f"DROP FUNCTION {function}")
    op.execute("DROP VIEW platform.event_days")
    for table in ("events", "deliveries"):
        op.execute(f"CREATE TABLE platform.{table}_whole (LIKE platform.{table} INCLUDING DEFAULTS)")
        op.execute(f"INSERT INTO platform.{table}_whole SELECT * FROM platform.{table}")  # noqa: S608 constants only
        op.execute(f"DROP TABLE platform.{table}")
        op.execute(f"ALTER TABLE platform.{table}_whole RENAME TO {table}")
    op.execute("ALTER TABLE platform.deliveries SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02)")
    for table in ("deliveries", "dead_letters"):
        op.execute(
            f"DELETE FROM platform.{table} d"  # noqa: S608 constants only
            " WHERE NOT EXISTS (SELECT FROM platform.events e WHERE e.id = d.event_id)"
        )
    op.create_primary_key("pk_events", "events", ["id"], schema="platform")
    aggregate = ["aggregate_type", "aggregate_id", "sequence"]
    op.create_unique_constraint("uq_events_aggregate_type", "events", aggregate, schema="platform")
    op.create_index("ix_events_feed", "events", ["xid", "id"], schema="platform")
    op.create_primary_key("pk_deliveries", "deliveries", ["event_id", "consumer"], schema="platform")
    op.execute("CREATE INDEX ix_deliveries_pending ON platform.deliveries (consumer, due_at) WHERE done_at IS NULL")
    for table in ("deliveries", "dead_letters"):
        op.create_foreign_key(
            f"fk_{table}_event_id",
            table,
            "events",
            ["event_id"],
            ["id"],
            source_schema="platform",
            referent_schema="platform",
        )
