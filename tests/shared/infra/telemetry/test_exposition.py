"""Any process exposes the metrics of all processes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from shared.infra.telemetry.exposition import Exposition
from shared.infra.telemetry.samples import GaugeSampler

FOUND = """
from modules.operations.adapters.inbound.metrics import DOCTOR_VIOLATIONS
DOCTOR_VIOLATIONS.labels("stand.ripe", "error").set({})
"""
WORKED = """
from entrypoints.metrics import PROCESSES
from shared.infra.cache.metrics import FALLBACKS
PROCESSES.labels("stand").set(1)
FALLBACKS.inc()
{then}
"""
REPORTED = "from shared.infra.telemetry.exposition import render_counters; print(render_counters().decode())"

pytestmark = pytest.mark.process


def run(code: str, folder: Path) -> list[str]:
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(folder)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_every_process_exposes_the_last_results_of_the_doctor(tmp_path: Path) -> None:
    """Each day another scheduler may have its turn: the older finding is not added to the newer."""
    for found in (3, 1):
        run(FOUND.format(found), tmp_path)
        assert f'tradepost_doctor_violations{{check="stand.ripe",severity="error"}} {found}.0' in run(
            REPORTED, tmp_path
        )


def test_counters_of_ended_processes_are_kept_and_gauges_dropped(tmp_path: Path) -> None:
    living = run(WORKED.format(then=REPORTED), tmp_path)
    assert {'tradepost_processes{process="stand"} 1.0', "tradepost_rate_limit_fallbacks_total 1.0"} <= set(living)
    later = run(REPORTED, tmp_path)
    assert "tradepost_rate_limit_fallbacks_total 1.0" in later
    assert not [line for line in later if line.startswith("tradepost_processes{")]
    second = run(WORKED.format(then=REPORTED), tmp_path)
    assert {'tradepost_processes{process="stand"} 1.0', "tradepost_rate_limit_fallbacks_total 2.0"} <= set(second)


def test_a_starting_process_does_not_block_the_metrics(tmp_path: Path) -> None:
    run(WORKED.format(then=""), tmp_path)
    (tmp_path / "counter_4194304.db").touch()
    assert "tradepost_rate_limit_fallbacks_total 1.0" in run(REPORTED, tmp_path)


async def test_the_exposition_is_sampled_first_and_contains_the_version() -> None:
    taken: list[str] = []

    class Noting(GaugeSampler):
        def take(self) -> None:
            taken.append("sample")

    reported = (await Exposition("1.2.3", Noting())()).decode()
    assert 'tradepost_build_info{python="' in reported
    assert 'version="1.2.3"} 1.0' in reported
    assert taken == ["sample"]
