"""Metrics of the daily doctor run."""

from prometheus_client import Gauge

DOCTOR_VIOLATIONS = Gauge(
    "tradepost_doctor_violations",
    "Violations found by the last daily doctor run; severity: error or warning.",
    ["check", "severity"],
    multiprocess_mode="mostrecent",
)
DOCTOR_RAN = Gauge(
    "tradepost_doctor_ran_timestamp_seconds", "Time of the last daily doctor run.", multiprocess_mode="mostrecent"
)
