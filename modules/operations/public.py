"""Public interface of the operations module."""

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import datetime

from shared.kernel.module import Violation


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check: its violations, if any. Those of a `warning` do not make the shop unhealthy."""

    check: str
    _: KW_ONLY
    promise: str
    violations: Sequence[Violation]
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The result of all checks on one snapshot at the time `at`; checks on request ran after it."""

    at: datetime
    findings: Sequence[Finding]

    @property
    def healthy(self) -> bool:
        """Whether no check found violations, except warnings."""
        return not any(finding.violations for finding in self.findings if not finding.warning)
