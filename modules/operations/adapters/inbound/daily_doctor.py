"""Doctor once a day, telling what it found where operators look: in the log and among the metrics."""

import structlog

from modules.operations.adapters.inbound.metrics import DOCTOR_RAN, DOCTOR_VIOLATIONS
from modules.operations.application.run_doctor import RunDoctor
from modules.operations.public import Finding

_log = structlog.get_logger("tradepost.doctor")


class DailyDoctor:
    def __init__(self, run_doctor: RunDoctor) -> None:
        self._run_doctor = run_doctor

    async def __call__(self) -> None:
        """Run the checks, all but those that ask somebody outside; a line for each violation."""
        diagnosis = await self._run_doctor()
        for finding in diagnosis.findings:
            _tell(finding)
        DOCTOR_RAN.set(diagnosis.at.timestamp())
        violations = sum(len(finding.violations) for finding in diagnosis.findings if not finding.warning)
        _log.info("doctor has been", healthy=diagnosis.healthy, checks=len(diagnosis.findings), violations=violations)


def _tell(finding: Finding) -> None:
    DOCTOR_VIOLATIONS.labels(finding.check).set(len(finding.violations))
    say = _log.warning if finding.warning else _log.error
    for violation in finding.violations:
        say("promise broken", check=finding.check, subject=violation.subject, detail=violation.detail)
