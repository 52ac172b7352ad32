"""The number of SQL statements of fan-out does not depend on the number of events."""

import pytest

from tests.modules.webhooks.webhooks_app import Stand
from tests.statements import noted

URL = "http://127.0.0.1:9/hook"


async def test_fanning_out(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    statements = noted(monkeypatch)
    counts = []
    for many in (2, 8):
        for _ in range(many):
            await stand.endpoint(URL)
        await stand.sell(*range(100 * many, 101 * many))
        statements.clear()
        await stand.fan_out()
        counts.append(len(statements))
    assert counts[0] == counts[1] > 0
