"""Hold what is promised against the data."""

from collections.abc import Sequence
from dataclasses import replace

from modules.operations.ports.snapshots import Snapshot
from modules.operations.public import Diagnosis, Finding
from shared.kernel.module import Check
from shared.kernel.transaction import Transaction


class RunDoctor:
    """All checks read one snapshot, so that a shop at work looks no different from one at rest.

    Those that ask somebody outside come after, each with a snapshot of its own: while it waits for
    answers, the database may end it without harm to the others.
    """

    def __init__(self, snapshot: Snapshot, checks: Sequence[Check]) -> None:
        self._snapshot = snapshot
        self._checks = checks

    async def __call__(self, *, with_requested: bool = False) -> Diagnosis:
        """`with_requested`: also the checks that ask somebody outside, and wait for the answers."""
        async with self._snapshot() as tx:
            diagnosis = Diagnosis(tx.now, [await _held(check, tx) for check in self._checks if not check.on_request])
        if not with_requested:
            return diagnosis
        asked = [await self._ask(check) for check in self._checks if check.on_request]
        return replace(diagnosis, findings=[*diagnosis.findings, *asked])

    async def _ask(self, check: Check) -> Finding:
        async with self._snapshot() as tx:
            return await _held(check, tx)


async def _held(check: Check, tx: Transaction) -> Finding:
    return Finding(check.name, check.promise, await check.run(tx), check.warning)
