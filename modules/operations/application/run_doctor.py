"""Hold what is promised against the data."""

from collections.abc import Sequence

from modules.operations.ports.snapshots import Snapshot
from modules.operations.public import Diagnosis, Finding
from shared.kernel.module import Check
from shared.kernel.transaction import Transaction


class RunDoctor:
    """All checks read one snapshot, so that a shop at work looks no different from one at rest."""

    def __init__(self, snapshot: Snapshot, checks: Sequence[Check]) -> None:
        self._snapshot = snapshot
        self._checks = checks

    async def __call__(self, *, with_requested: bool = False) -> Diagnosis:
        """`with_requested`: also the checks that ask somebody outside, and wait for the answers."""
        checks = [check for check in self._checks if with_requested or not check.on_request]
        async with self._snapshot() as tx:
            return Diagnosis(tx.now, [await _held(check, tx) for check in checks])


async def _held(check: Check, tx: Transaction) -> Finding:
    return Finding(check.name, check.promise, await check.run(tx), check.warning)
