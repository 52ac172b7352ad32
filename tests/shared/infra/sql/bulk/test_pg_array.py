from datetime import UTC, datetime, timedelta, timezone

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.infra.sql.bulk import pg_array
from shared.infra.sql.database import Database

TEXTS = st.lists(st.none() | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), min_size=1)
EASTERN = timezone(timedelta(hours=-5))


async def back(db: Database, text: str, type_: str) -> list[object]:
    async with db.read() as reading:
        rows = await reading.fetch(f"SELECT unnest($1::text::{type_}[]) AS value", text)
    return [row["value"] for row in rows]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(TEXTS)
async def test_any_text_is_read_back(db: Database, values: list[str | None]) -> None:
    assert await back(db, pg_array.texts(values), "text") == values


@pytest.mark.parametrize("values", [["a\x1fb", None], ["\x1e", None, "\x1e"], ["NULL", "null", ""], ['"', "\\", "{,}"]])
async def test_text_with_delimiters_is_read_back(db: Database, values: list[str | None]) -> None:
    assert await back(db, pg_array.texts(values), "text") == values


async def test_every_type_of_value_is_read_back(db: Database) -> None:
    now = datetime(2026, 11, 21, 9, 30, 0, 123456, UTC)
    assert await back(db, pg_array.numbers([1, None, -(2**63)]), "bigint") == [1, None, -(2**63)]
    assert await back(db, pg_array.booleans([True, None, False]), "boolean") == [True, None, False]
    times = [now, None, now, now.astimezone(EASTERN), datetime(1, 1, 1, tzinfo=UTC)]
    assert await back(db, pg_array.times(times), "timestamptz") == times
    documents: list[object] = [{"a": 'x"\\'}, None, '{"b": [1]}', []]
    read = [d if not isinstance(d, str) else orjson.loads(d) for d in documents]
    assert await back(db, pg_array.documents(documents), "jsonb") == read
