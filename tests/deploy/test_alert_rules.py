"""Every alert fires when it should and is quiet otherwise, by Prometheus' own evaluation."""

import subprocess
from collections.abc import Mapping
from typing import NamedTuple

import pytest

from tests.deploy.promtool import ALERTS, PROMTOOL, alerts, fires, needs_promtool

RELAY = 'up{job="tradepost",instance="relay:9464"}'
PROCESSES = {f'tradepost_processes{{process="{name}"}}': "1x60" for name in ("api", "worker", "relay", "scheduler")}


class Case(NamedTuple):
    """Samples a minute at which the alert fires at `at`, and others at which it does not."""

    firing: Mapping[str, str]
    quiet: Mapping[str, str]
    at: str = "15m"
    interval: str = "1m"


def requests(failed: str) -> Mapping[str, str]:
    name = 'tradepost_http_requests_total{{method="GET",route="/v1/products",status="{}"}}'
    return {name.format(200): "0+600x60", name.format(500): failed}


def orders(quick: str) -> Mapping[str, str]:
    name = 'tradepost_http_request_seconds_bucket{{method="POST",route="/v1/orders",le="{}"}}'
    return {
        name.format("0.5"): quick,
        name.format("1"): quick,
        name.format("2.5"): "0+100x60",
        name.format("+Inf"): "0+100x60",
    }


def backup(what: str, missing: str, taken: str, at: str = "60h") -> Case:
    """Half-hourly times of the last success."""
    name = f'tradepost_backup_{what}_timestamp_seconds{{server="embedded"}}'
    return Case({name: missing}, {name: taken}, at, "30m")


CASES = {
    "TradepostTargetDown": Case({RELAY: "0x60"}, {RELAY: "1x60"}, "5m"),
    "TradepostProcessMissing": Case(dict(list(PROCESSES.items())[:3]), PROCESSES, "5m"),
    "TradepostHighErrorRate": Case(requests("0+10x60"), requests("0+3x60")),
    "TradepostSlowOrders": Case(orders("0+90x60"), orders("0+100x60"), "20m"),
    "TradepostEventsDelayed": Case(
        {'tradepost_outbox_oldest_seconds{consumer="a.b"}': "301x60"},
        {'tradepost_outbox_oldest_seconds{consumer="a.b"}': "299x60"},
    ),
    "TradepostDeadLetters": Case(
        {'tradepost_dead_letters{consumer="a.b"}': "1x60"}, {'tradepost_dead_letters{consumer="a.b"}': "0x60"}
    ),
    "TradepostMetricUnreadable": Case(
        {'tradepost_business_metric_up{metric="dead_letters"}': "0x60"},
        {'tradepost_business_metric_up{metric="dead_letters"}': "1x60"},
    ),
    "TradepostPoolExhausted": Case(
        {"tradepost_db_pool_timeouts_total": "0x12 3x60"}, {"tradepost_db_pool_timeouts_total": "3x60"}
    ),
    "TradepostJobFailing": Case(
        {'tradepost_job_consecutive_failures{job="orders.expire_unpaid"}': "1x60"},
        {'tradepost_job_consecutive_failures{job="orders.expire_unpaid"}': "1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0"},
    ),
    "TradepostPaymentsUnknown": Case(
        {'tradepost_events_total{type="orders.payment.unknown"}': "0+1x60"},
        {'tradepost_events_total{type="orders.payment.unknown"}': "2x60"},
    ),
    "TradepostRefundsFailing": Case({"tradepost_refunds_failed": "1x60"}, {"tradepost_refunds_failed": "0x60"}),
    "TradepostUnpaidBacklog": Case(
        {"tradepost_orders_overdue_seconds": "301x60"}, {"tradepost_orders_overdue_seconds": "60x60"}
    ),
    "TradepostRedisUnavailable": Case(
        {"tradepost_rate_limit_fallbacks_total": "0+1x60"}, {"tradepost_rate_limit_fallbacks_total": "7x60"}
    ),
    "TradepostRelayFailing": Case(
        {"tradepost_relay_failures_total": "0+1x60"}, {"tradepost_relay_failures_total": "7x60"}
    ),
    "TradepostDataInconsistent": Case(
        {'tradepost_doctor_violations{check="orders.no_orphans",severity="error"}': "1x60"},
        {'tradepost_doctor_violations{check="orders.no_orphans",severity="warning"}': "1x60"},
    ),
    "TradepostDoctorOverdue": Case(
        {"tradepost_doctor_ran_timestamp_seconds": "60x144"},
        # Runs once a day, and the scheduler is restarted in between.
        {"tradepost_doctor_ran_timestamp_seconds": "60x23 0x23 86400x23 0x23 172800x48"},
        "60h",
        "30m",
    ),
    "TradepostBackupMissing": backup("success", "0x144", "0x36 64800x36 151200x72"),
    "TradepostBackupArchiveLags": backup("archived", "0x144", "0+1800x144"),
    "TradepostBackupUnverified": backup("verified", "0x480", "0x330 594000x480", "200h"),
}


def test_every_alert_has_a_case() -> None:
    assert CASES.keys() == alerts().keys()


@needs_promtool
@pytest.mark.parametrize("alert", CASES)
def test_an_alert_fires_by_its_cause(alert: str) -> None:
    assert fires(alert, CASES[alert].firing, at=CASES[alert].at, interval=CASES[alert].interval)


@needs_promtool
@pytest.mark.parametrize("alert", CASES)
def test_an_alert_is_quiet_without_its_cause(alert: str) -> None:
    assert not fires(alert, CASES[alert].quiet, at=CASES[alert].at, interval=CASES[alert].interval)


@needs_promtool
def test_a_new_shop_has_a_day_for_its_first_doctor_run() -> None:
    assert not fires(
        "TradepostDoctorOverdue", {"tradepost_doctor_ran_timestamp_seconds": "0x96"}, at="24h", interval="30m"
    )


@needs_promtool
def test_an_alert_with_a_misspelt_metric_does_not_fire() -> None:
    rules = ALERTS.read_text().replace("tradepost_refunds_failed", "tradepost_refunds_faild")
    assert not fires("TradepostRefundsFailing", CASES["TradepostRefundsFailing"].firing, at="15m", rules=rules)


@needs_promtool
def test_rules_and_their_texts_are_valid() -> None:
    checked = subprocess.run(
        [str(PROMTOOL), "check", "rules", str(ALERTS)], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr


@needs_promtool
def test_rules_that_cannot_be_evaluated_are_reported() -> None:
    rules = ALERTS.read_text().replace("max(tradepost_refunds_failed)", "max(tradepost_refunds_failed")
    with pytest.raises(AssertionError, match="promtool cannot evaluate"):
        fires("TradepostRefundsFailing", {}, at="15m", rules=rules)


def test_an_alert_says_how_urgent_it_is_and_where_to_read_on() -> None:
    for name, rule in alerts().items():
        assert rule["labels"]["severity"] in {"critical", "warning"}, name
        assert set(rule["annotations"]) == {"summary", "description", "runbook_url"}, name
        assert rule["annotations"]["description"].endswith("."), name
