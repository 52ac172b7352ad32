"""What one process measures, another tells."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
FOUND = "from shared.infra.telemetry import DOCTOR_VIOLATIONS as v; v.labels('stand.ripe').set({})"
TOLD = "from shared.infra.telemetry import exposition; print(exposition().decode())"


def run(code: str, folder: Path) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PROMETHEUS_MULTIPROC_DIR": str(folder)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def test_what_doctor_found_last_is_told_by_whoever_is_asked(tmp_path: Path) -> None:
    """Each day another scheduler may have its turn: the older finding is not added to the newer."""
    for found in (3, 1):
        run(FOUND.format(found), tmp_path)
        assert f'tradepost_doctor_violations{{check="stand.ripe"}} {found}.0' in run(TOLD, tmp_path).splitlines()
