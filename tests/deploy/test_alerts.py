"""Alerts are about metrics that exist, by labels that they have."""

import re
from pathlib import Path

import pytest
import yaml

from docs.metrics import Row, rows

ALERTS = Path(__file__).parents[2] / "deploy" / "alerts.yaml"
SELECTED = re.compile(r"\b(tradepost_[a-z_]+?)(?:_bucket)?(?:\{([^}]*)\}|(?![a-z_{]))")


def unknown(expression: str, known: dict[str, Row]) -> list[str]:
    """What the expression names that there is not."""
    found = []
    for name, selectors in SELECTED.findall(expression):
        labels = re.findall(r"([a-z_]+)=", selectors)
        found += [name] if name not in known else [one for one in labels if one not in known[name].labels]
    return found


def test_every_alert_uses_existing_metrics() -> None:
    (group,) = yaml.safe_load(ALERTS.read_text())["groups"]
    known = {row.name: row for row in rows()}
    assert len(group["rules"]) > 10
    assert {rule["alert"]: unknown(rule["expr"], known) for rule in group["rules"]} == {
        rule["alert"]: [] for rule in group["rules"]
    }


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ('rate(tradepost_http_requests_total{verb="GET"}[5m]) > 0', ["verb"]),
        ("max(tradepost_outbox_oldest_minutes) > 5", ["tradepost_outbox_oldest_minutes"]),
        ('sum(tradepost_http_request_seconds_bucket{route="/v1/orders"}) > 5', []),
    ],
)
def test_an_alert_on_an_unknown_metric_is_found(expression: str, found: list[str]) -> None:
    assert unknown(expression, {row.name: row for row in rows()}) == found
