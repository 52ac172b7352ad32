"""What operations has to tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.kernel.module import Violation


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one check: nothing, or what breaks its promise; of a `warning`, what to mend all the same."""

    check: str
    promise: str
    violations: Sequence[Violation]
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What doctor saw, all at the same instant `at` of the data; whoever was asked outside told of a later one."""

    at: datetime
    findings: Sequence[Finding]

    @property
    def healthy(self) -> bool:
        """Whether every promise is kept; warnings do not count."""
        return not any(finding.violations for finding in self.findings if not finding.warning)
