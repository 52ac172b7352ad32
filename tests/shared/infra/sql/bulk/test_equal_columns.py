from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Boolean, Column, DateTime, Integer, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from shared.infra.sql.bulk.bulk_writer import BulkWriter
from shared.infra.sql.bulk.equal_columns import DETAILS, STATE
from shared.infra.sql.database import Database

parcels = Table(
    "parcels",
    MetaData(schema="pg_temp"),
    Column("id", BigInteger, primary_key=True),
    Column("status", Text, info=STATE),
    Column("packed", Boolean, info=STATE),
    Column("at", DateTime(timezone=True), info=STATE),
    Column("note", Text, info=DETAILS),
    Column("labels", JSONB, info=DETAILS),
    Column("units", Integer),
)
CREATE = """
    CREATE TEMP TABLE parcels (
        id bigint, status text, packed boolean, at timestamptz, note text, labels jsonb, units int
    ) ON COMMIT DROP
"""
AT = datetime(2026, 12, 2, 9, 30, tzinfo=UTC)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "status": st.sampled_from(["new", None]),
            "packed": st.booleans(),
            "at": st.sampled_from([AT, AT.replace(year=2020), None]),
            "note": st.sampled_from(["", "Ring the bell", None]),
            "labels": st.sampled_from([{}, {"fragile": [1, "x"]}, None]),
            "units": st.integers(0, 3),
        }
    ),
    min_size=1,
    max_size=3,
)


def row(number: int, **changes: object) -> dict[str, Any]:
    return {"id": number, "status": "new", "packed": False, "at": AT, "note": None, "labels": {}, "units": 1} | changes


def sent(*rows: dict[str, Any]) -> tuple[str, list[object]]:
    writes = BulkWriter()
    writes.insert(parcels, rows)
    return writes.take()


def test_marked_columns_are_sent_once_if_all_rows_are_equal_in_them() -> None:
    sql, arguments = sent(row(1), row(2))
    assert arguments == ["{1,2}", "new", False, AT, None, "{}", "{1,1}"]
    assert 'SELECT v."id", $2::TEXT, $3::BOOLEAN, $4::TIMESTAMP WITH TIME ZONE, $5::TEXT, $6::text::JSONB, ' in sql
    assert 'FROM unnest($1::text::BIGINT[], $7::text::INTEGER[]) AS v("id", "units")' in sql


def test_a_different_row_sends_the_columns_of_its_group_as_arrays() -> None:
    _, arguments = sent(row(1), row(2, note="Ring the bell"))
    assert arguments[1:4] == ["new", False, AT]
    assert arguments[4:6] == ['{NULL,"Ring the bell"}', '{"{}","{}"}']


def test_a_table_has_few_forms_of_its_statement() -> None:
    changes: list[dict[str, Any]] = [
        {},
        {"note": "x"},
        {"labels": None},
        {"status": None},
        {"packed": True},
        {"at": None, "note": "x"},
    ]
    assert len({sent(row(1), row(2, **change))[0] for change in changes}) == 4


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(ROWS, ROWS)
async def test_all_values_are_read_back(
    db: Database, inserted: list[dict[str, Any]], updates: list[dict[str, Any]]
) -> None:
    new = [{"id": number, **values} for number, values in enumerate(inserted)]
    changed = [{"id": number, **values} for number, values in enumerate(updates[: len(new)])]
    async with db.begin() as tx:
        await tx.fetch(CREATE)
        tx.insert(parcels, new)
        await tx.flush()
        tx.update(parcels, ("id",), changed)
        await tx.flush()
        found = await tx.fetch("SELECT * FROM parcels ORDER BY id")
    assert [dict(each) for each in found] == changed + new[len(changed) :]
