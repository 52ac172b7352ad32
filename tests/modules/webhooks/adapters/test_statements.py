"""Lists take as many statements for many as for few, and so does fanning out."""

import pytest

from tests.modules.webhooks.stand import PATH, Stand
from tests.statements import noted

URL = "http://127.0.0.1:9/hook"


async def test_lists_and_fanning_out(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    statements = noted(monkeypatch)
    counts = []
    for many in (2, 8):
        endpoints = [await stand.endpoint(URL) for _ in range(many)]
        await stand.sell(*range(100 * many, 101 * many))
        statements.clear()
        await stand.fan_out()
        counts.append([len(statements)])
        for path in (PATH, f"{PATH}/{endpoints[0]['id']}/deliveries"):
            statements.clear()
            assert len((await stand.manager.get(path, params={"limit": 100})).json()["items"]) >= many
            counts[-1].append(len(statements))
    assert counts[0] == counts[1]
