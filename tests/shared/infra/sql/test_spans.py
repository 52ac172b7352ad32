"""What a statement is called."""

import pytest

from shared.infra.sql.spans import summary_of


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ("SELECT a FROM orders.orders WHERE id = $1", "SELECT orders.orders"),
        ("SELECT 1 FROM orders.orders FOR NO KEY UPDATE SKIP LOCKED", "SELECT orders.orders"),
        ("INSERT INTO orders.orders (a) SELECT * FROM unnest($1)", "INSERT orders.orders"),
        ("\n  WITH due AS (SELECT 1 FROM a.b FOR UPDATE) UPDATE c.d SET x = 'canary' FROM due", "UPDATE c.d"),
        ("WITH gone AS (DELETE FROM a.b RETURNING 1) INSERT INTO c.d SELECT 1 FROM gone", "DELETE a.b"),
        ("INSERT INTO a.b VALUES ('UPDATE canary.canary') ON CONFLICT DO UPDATE SET x = 1", "INSERT a.b"),
        ("SELECT set_config('statement_timeout', $1, true)", "SELECT"),
        ("ROLLBACK TO SAVEPOINT part", "ROLLBACK"),
        ("COMMIT", "COMMIT"),
        ("Insert", "INSERT"),
    ],
)
def test_a_span_is_named_after_the_operation_on_the_first_changed_table(text: str, summary: str) -> None:
    assert summary_of(text) == summary
