"""Runs doctor once a day and reports violations in the log and in metrics."""

import structlog

from modules.operations.adapters.inbound.metrics import DOCTOR_RAN, DOCTOR_VIOLATIONS
from modules.operations.application.run_doctor import RunDoctor
from modules.operations.public import Finding

_log = structlog.get_logger("tradepost.doctor")


class DailyDoctor:
    def __init__(self, run_doctor: RunDoctor) -> None:
        self._run_doctor = run_doctor

    async def __call__(self) -> None:
        """Run all checks except those on request and log each violation."""
        diagnosis = await self._run_doctor()
        for finding in diagnosis.findings:
            _report(finding)
        DOCTOR_RAN.set(diagnosis.at.timestamp())
        violations = sum(len(finding.violations) for finding in diagnosis.findings if not finding.warning)
        _log.info("doctor finished", healthy=diagnosis.healthy, checks=len(diagnosis.findings), violations=violations)


def _report(finding: Finding) -> None:
    DOCTOR_VIOLATIONS.labels(finding.check, "warning" if finding.warning else "error").set(len(finding.violations))
    log = _log.warning if finding.warning else _log.error
    for violation in finding.violations:
        log("consistency check failed", check=finding.check, subject=violation.subject, detail=violation.detail)
