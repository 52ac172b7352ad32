"""Checks with given violations, and the results that doctor reports."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import httpx2
import typer

from modules.operations.adapters.inbound.cli import commands
from modules.operations.http_container import OperationsHttpContainer
from modules.operations.public import Diagnosis, Finding
from shared.infra.injection import resolve
from shared.kernel.module import Check, Violation
from shared.kernel.transaction import Transaction


def check(name: str, *found: Violation, warning: bool = False, on_request: bool = False) -> Check:
    async def run(_: Transaction) -> Sequence[Violation]:
        return found

    return Check(name, "fruit is ripe", run, warning=warning, on_request=on_request)


ON_REQUEST_CHECK = check("sample.paid", Violation("apple 7", "was paid twice"), on_request=True)


def doctor_cli(finding: Finding) -> typer.Typer:
    """The CLI commands over a doctor with this finding."""

    class Doctor:
        async def __call__(self, *, include_on_request: bool = False) -> Diagnosis:
            return Diagnosis(datetime(2026, 1, 1, tzinfo=UTC), [finding])

    return commands(Doctor, None, None, None, None, None)  # type: ignore[arg-type]


async def warnings(operations: OperationsHttpContainer) -> dict[str, Sequence[Violation]]:
    """The violations of the checks that warn."""
    diagnosis = await resolve(operations.run_doctor)()
    assert diagnosis.healthy
    return {finding.check: finding.violations for finding in diagnosis.findings if finding.warning}


async def violations_by_check(http: httpx2.AsyncClient) -> dict[str, list[Any]]:
    diagnosis = (await http.get("/v1/admin/doctor")).json()
    found = {check["check"]: check["violations"] for check in diagnosis["checks"] if check["violations"]}
    assert diagnosis["healthy"] == (not found)
    return found
