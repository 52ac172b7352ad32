"""The number of SQL statements of fan-out does not depend on the number of events."""

import pytest

from tests.modules.webhooks.webhooks_app import WebhooksApp
from tests.statements import noted

URL = "http://127.0.0.1:9/hook"


async def test_fanning_out(app: WebhooksApp, monkeypatch: pytest.MonkeyPatch) -> None:
    statements = noted(monkeypatch)
    counts = []
    for many in (2, 8):
        for _ in range(many):
            await app.endpoint(URL)
        await app.sell(*range(100 * many, 101 * many))
        statements.clear()
        await app.fan_out()
        counts.append(len(statements))
    assert counts[0] == counts[1] > 0
