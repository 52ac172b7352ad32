"""The payment sandbox drops responses only during the replay."""

from pathlib import Path

import httpx2
import pytest

from entrypoints.development.replay.lost_responses import NoSandbox, losing_responses
from tests.running.payment_sandbox import running_sandbox

pytestmark = pytest.mark.process


async def test_responses_are_dropped_until_the_end(tmp_path: Path) -> None:
    async with running_sandbox(tmp_path) as sandbox:
        await sandbox.faults(latency_ms=1)
        async with losing_responses(1, sandbox.url) as losses:
            for number in range(3):
                with pytest.raises(httpx2.TransportError):
                    await sandbox.pay(f"key {number}")
        assert losses.lost == 3
        switches = (await sandbox.http.get("/_sandbox/faults")).json()
        assert (switches["lose_answer_rate"], switches["latency_ms"]) == (0, 1)
        assert (await sandbox.pay("key 0")).status_code == 200


async def test_the_switches_are_restored_after_a_failure(tmp_path: Path) -> None:
    async with running_sandbox(tmp_path) as sandbox:
        with pytest.raises(ZeroDivisionError):
            async with losing_responses(0.5, sandbox.url):
                raise ZeroDivisionError
        assert (await sandbox.http.get("/_sandbox/faults")).json()["lose_answer_rate"] == 0


async def test_without_lost_responses_no_sandbox_is_required() -> None:
    async with losing_responses(0, None) as losses:
        assert losses.lost == 0


@pytest.mark.parametrize("address", [None, "http://127.0.0.1:9"])
async def test_a_missing_sandbox_is_reported(address: str | None) -> None:
    with pytest.raises(NoSandbox):
        async with losing_responses(0.5, address):
            raise AssertionError("the replay must not begin")
