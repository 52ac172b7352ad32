"""Evaluates the real alert rules with Prometheus' own `promtool`."""

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml

ALERTS = Path(__file__).parents[2] / "deploy" / "alerts.yaml"
PROMTOOL = shutil.which("promtool")

needs_promtool = pytest.mark.skipif(PROMTOOL is None, reason="needs promtool (Debian package prometheus)")


def alerts() -> Mapping[str, Mapping[str, Any]]:
    """The rules by name."""
    (group,) = yaml.safe_load(ALERTS.read_text())["groups"]
    return {rule["alert"]: rule for rule in group["rules"]}


def fires(alert: str, series: Mapping[str, str], *, at: str, interval: str = "1m", rules: str | None = None) -> bool:
    """Whether the alert fires at that time (`15m`) for series in promtool's notation, with a sample each `interval`.

    `rules` replaces the real ones. Raises AssertionError if promtool cannot evaluate them.
    """
    tested = rules or ALERTS.read_text()
    expected = [{"labels": "{}", "value": 1}]
    if _passes(_test(alert, series, at, interval=interval, expected=expected), tested):
        return True
    assert _passes(_test(alert, series, at, interval=interval, expected=[]), tested), (
        f"promtool cannot evaluate {alert}"
    )
    return False


def _test(
    alert: str, series: Mapping[str, str], at: str, *, interval: str, expected: Sequence[object]
) -> Mapping[str, object]:
    expression = f'min(ALERTS{{alertname="{alert}",alertstate="firing"}})'
    return {
        "rule_files": ["alerts.yaml"],
        "evaluation_interval": interval,
        "tests": [
            {
                "interval": interval,
                "input_series": [{"series": name, "values": values} for name, values in series.items()],
                "promql_expr_test": [{"expr": expression, "eval_time": at, "exp_samples": expected}],
            }
        ],
    }


def _passes(test: Mapping[str, object], rules: str) -> bool:
    with TemporaryDirectory() as folder:
        Path(folder, "alerts.yaml").write_text(rules)
        Path(folder, "test.yaml").write_text(yaml.safe_dump(test))
        command = [str(PROMTOOL), "test", "rules", "test.yaml"]
        return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0
