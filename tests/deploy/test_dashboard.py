"""The dashboard shows metrics that exist, by labels and types of events that exist."""

import json
import re
import subprocess
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml

from docs.metrics import Row, rows
from entrypoints.api_program import ApiProgram
from tests.deploy.promtool import PROMTOOL, needs_promtool
from tests.deploy.test_alerts import unknown
from tests.settings import settings_of

DASHBOARD: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "deploy" / "grafana" / "tradepost.json").read_text()
)
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
OF_LEGENDS = re.compile(r"\{\{(\w+)\}\}")
GROUPED = re.compile(r"by \(([^)]*)\)")


def targets() -> Iterator[tuple[str, str]]:
    for panel in PANELS:
        for target in panel["targets"]:
            yield target["expr"], target["legendFormat"]


def unknown_labels(expression: str, known: dict[str, Row]) -> set[str]:
    """Labels to group by that none of the expression's metrics has."""
    named = {name for name in known if re.search(rf"\b{name}(_bucket|_sum|_count)?\b", expression)}
    labels = {"le", *(label for name in named for label in known[name].labels)}
    return {label.strip() for group in GROUPED.findall(expression) for label in group.split(",")} - labels


def test_every_panel_shows_existing_metrics() -> None:
    known = {row.name: row for row in rows()}
    histograms = [row for row in known.values() if row.kind == "histogram"]
    known |= {f"{row.name}{part}": row for row in histograms for part in ("_sum", "_count")}
    assert len(PANELS) > 20
    assert {expression: found for expression, _ in targets() if (found := unknown(expression, known))} == {}
    assert {expression: wrong for expression, _ in targets() if (wrong := unknown_labels(expression, known))} == {}


def test_a_legend_names_labels_of_its_expression() -> None:
    for expression, legend in targets():
        grouped = {label.strip() for group in GROUPED.findall(expression) for label in group.split(",")}
        assert set(OF_LEGENDS.findall(legend)) <= grouped, expression


def test_events_on_the_dashboard_exist() -> None:
    events = {event.type for event in ApiProgram(settings_of, "test").events()}
    named = {type_ for expression, _ in targets() for type_ in re.findall(r'type="([^"]+)"', expression)}
    assert len(named) > 5
    assert named <= events


def test_there_is_a_row_for_each_subject() -> None:
    titles = [panel["title"] for panel in DASHBOARD["panels"] if panel["type"] == "row"]
    assert titles == ["Orders", "Money", "Stock", "Events", "Processes"]


def test_panels_do_not_overlap() -> None:
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])
    for one, other in combinations([panel["gridPos"] for panel in DASHBOARD["panels"]], 2):
        beside = one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
        assert beside or one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"]


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("max by (shelf) (tradepost_stock_reserved_units)", {"shelf"}),
        ("sum by (le, consumer) (rate(tradepost_delivery_lag_seconds_bucket[5m]))", set()),
    ],
)
def test_an_unknown_label_is_found(expression: str, found: set[str]) -> None:
    assert unknown_labels(expression, {row.name: row for row in rows()}) == found


@needs_promtool
def test_prometheus_understands_every_expression(tmp_path: Path) -> None:
    rules = [{"record": f"panel:{number}", "expr": expression} for number, (expression, _) in enumerate(targets())]
    file = tmp_path / "rules.yaml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": rules}]}))
    checked = subprocess.run([str(PROMTOOL), "check", "rules", str(file)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
