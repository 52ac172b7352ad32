"""Run the consistency checks of all modules."""

from collections.abc import Sequence
from dataclasses import replace

from modules.operations.ports.snapshots import Snapshot
from modules.operations.public import Diagnosis, Finding
from shared.kernel.module import Check
from shared.kernel.transaction import Transaction


class RunDoctor:
    """All checks read one snapshot, so that concurrent writes cause no false violations.

    Checks on request call external systems. They run afterwards, each in its own snapshot, because the
    database may end a transaction that waits for an external answer.
    """

    def __init__(self, snapshot: Snapshot, checks: Sequence[Check]) -> None:
        self._snapshot = snapshot
        self._checks = checks

    async def __call__(self, *, include_on_request: bool = False) -> Diagnosis:
        """`include_on_request`: also run the checks that call external systems."""
        async with self._snapshot() as tx:
            diagnosis = Diagnosis(
                tx.now, [await _run_check(check, tx) for check in self._checks if not check.on_request]
            )
        if not include_on_request:
            return diagnosis
        on_request_findings = [await self._run_in_own_snapshot(check) for check in self._checks if check.on_request]
        return replace(diagnosis, findings=[*diagnosis.findings, *on_request_findings])

    async def repair(self) -> Sequence[str]:
        """Let checks repair what they find; returns a sentence about each repair, and about what needs a person."""
        return [
            f"{check.name}: {sentence}"
            for check in self._checks
            if check.repair is not None
            for sentence in await check.repair()
        ]

    async def _run_in_own_snapshot(self, check: Check) -> Finding:
        async with self._snapshot() as tx:
            return await _run_check(check, tx)


async def _run_check(check: Check, tx: Transaction) -> Finding:
    return Finding(check.name, promise=check.invariant, violations=await check.run(tx), warning=check.warning)
