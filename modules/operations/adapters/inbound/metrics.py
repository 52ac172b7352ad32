"""What doctor found last, for operators to watch."""

from prometheus_client import Gauge

DOCTOR_VIOLATIONS = Gauge(
    "tradepost_doctor_violations",
    "What the daily doctor found that breaks a promise.",
    ["check"],
    multiprocess_mode="mostrecent",
)
DOCTOR_RAN = Gauge(
    "tradepost_doctor_ran_timestamp_seconds", "When the daily doctor ran last.", multiprocess_mode="mostrecent"
)
