from sqlalchemy import BigInteger, Column, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from shared.infra.sql.bulk.bulk_writer import BulkWriter

things = Table("things", MetaData(schema="s"), Column("id", BigInteger), Column("name", Text), Column("more", JSONB))


def test_rows_of_a_table_are_sent_as_one_array_per_column() -> None:
    writes = BulkWriter()
    writes.insert(things, [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}])
    writes.update(things, ("id",), [{"id": 3, "name": "c"}])
    assert writes
    sql, arguments = writes.take([("DELETE FROM s.x WHERE id = ANY({0})", ([9],))])
    assert sql == (
        'WITH w0 AS (INSERT INTO s.things ("id", "name") SELECT * '
        'FROM unnest($1::text::BIGINT[], $2::text::TEXT[]) AS v("id", "name")), '
        'w1 AS (UPDATE s.things AS t SET "name" = v."name" '
        'FROM unnest($3::text::BIGINT[], $4::text::TEXT[]) AS v("id", "name") '
        'WHERE t."id" = v."id"), w2 AS (DELETE FROM s.x WHERE id = ANY($5)) SELECT pg_current_xact_id()::text AS xid'
    )
    assert arguments == ["{1,2}", '{"a","b"}', "{3}", '{"c"}', [9]]
    assert not writes


def test_the_statement_depends_on_the_tables_not_on_the_rows() -> None:
    one, many = BulkWriter(), BulkWriter()
    one.insert(things, [{"id": 1}])
    many.insert(things, [{"id": i} for i in range(500)])
    assert one.take()[0] == many.take()[0]


def test_json_text_passes_and_other_values_are_encoded() -> None:
    writes = BulkWriter()
    writes.insert(things, [{"more": {"a": 1}}, {"more": '{"b":2}'}, {"more": None}])
    assert writes.take()[1] == [r'{"{\"a\":1}","{\"b\":2}",NULL}']


def test_existing_rows_can_be_skipped() -> None:
    writes = BulkWriter()
    writes.insert(things, [{"id": 1}], if_absent=True)
    assert "ON CONFLICT DO NOTHING)" in writes.take()[0]


def test_a_part_can_read_the_rows_of_the_part_before_it() -> None:
    writes = BulkWriter()
    writes.insert(things, [{"id": 1}])
    sql, _ = writes.take([("DELETE FROM s.x RETURNING id", ()), ("INSERT INTO s.y SELECT id FROM {previous}", ())])
    assert "w1 AS (DELETE FROM s.x RETURNING id), w2 AS (INSERT INTO s.y SELECT id FROM w1)" in sql
