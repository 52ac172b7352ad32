"""Hold what is promised against the data."""

from collections.abc import Sequence

from modules.operations.ports.snapshots import Snapshot
from modules.operations.public import Diagnosis, Finding
from shared.kernel.module import Check


class RunDoctor:
    """All checks read one snapshot, so that a shop at work looks no different from one at rest."""

    def __init__(self, snapshot: Snapshot, checks: Sequence[Check]) -> None:
        self._snapshot = snapshot
        self._checks = checks

    async def __call__(self) -> Diagnosis:
        async with self._snapshot() as tx:
            findings = [Finding(check.name, check.promise, await check.run(tx)) for check in self._checks]
            return Diagnosis(tx.now, findings)
