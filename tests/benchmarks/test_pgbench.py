from datetime import UTC, datetime

import pytest

from benchmarks.pgbench.capture import Column, WrittenRows
from benchmarks.pgbench.row_comparison import compare_rows, differences
from benchmarks.pgbench.statement import Names, Rule, UnknownTable, check_known, expression, statement
from benchmarks.systems.pgbench_system import parsed

AT = datetime(2026, 11, 21, 3, 29, tzinfo=UTC)
UUID = "01900000-0000-7000-8000-000000000001"
COLUMNS = (Column("id", "uuid", is_key=True), Column("data", "jsonb", is_key=False))


def written(inserted: int = 1, size: int = 100) -> WrittenRows:
    return WrittenRows("a.events", COLUMNS, inserted, 0, size, [[UUID, '{"n":1}']] * inserted)


def test_a_log_line_counts_the_orders_of_its_statement() -> None:
    done = parsed(["3 17 2500 0 1795231745 250000"], orders=2)
    assert [(one.at, one.seconds, one.accepted) for one in done] == [(1795231745.25, 0.0025, True)] * 2


def test_colons_in_constants_are_escaped() -> None:
    names = Names({UUID: "o.u0"}, AT)
    assert expression('{"n":"it\'s"}', "jsonb", names) == 'CAST(E\'{"n"\\x3a"it\\\'s"}\' AS jsonb)'


def test_ids_and_times_of_an_order_become_expressions() -> None:
    names = Names({UUID: "o.u0"}, AT)
    assert expression(UUID, "uuid", names) == "o.u0"
    assert expression("2026-11-21 03:29:00+00", "timestamp with time zone", names) == "now()"
    later = expression("2026-11-21 03:44:00+00", "timestamp with time zone", names)
    assert later == "now() + interval '900.0 s'"
    assert expression(None, "text", names) == "CAST(NULL AS text)"


def test_a_statement_writes_every_table_of_the_pattern() -> None:
    patterns = {"a.events": written(2)}
    text = statement("WITH o AS (SELECT 1)", patterns, {"a.events": Rule("o", {})}, names=Names.of(patterns, AT))
    assert text.count("SELECT o.u0") == 2
    assert text.endswith("FROM o;\n")


def test_a_table_without_a_rule_raises() -> None:
    with pytest.raises(UnknownTable, match=r"a\.events"):
        check_known({"a.events": written()}, {}, ())


def test_different_rows_compare_unequal() -> None:
    pattern = ({"a.events": written(2, 200)}, 1)
    assert differences(compare_rows({"ours": pattern, "theirs": ({"a.events": written(4, 390)}, 2)})) == []
    assert differences(compare_rows({"ours": pattern, "theirs": ({"a.events": written(2, 150)}, 1)}))
    assert differences(compare_rows({"ours": pattern, "theirs": ({"a.events": written(1, 200)}, 1)}))
    assert differences(compare_rows({"ours": pattern, "theirs": ({}, 1)}))
