"""`/v1/admin/outbox` and `/v1/admin/doctor`: how the program is."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.responses import Response

from modules.operations.application.outbox_queries import SeeOutbox
from modules.operations.application.run_doctor import RunDoctor
from modules.operations.domain.outbox import OutboxFigures
from modules.operations.public import Diagnosis
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.requests.fields import OutModel
from shared.infra.http.responses.rendered import ok, to_response
from shared.infra.http.routing import router
from shared.kernel.principal import Principal

_SCOPE = "system:admin"


class ConsumerOut(OutModel):
    consumer: str
    pending: int
    leased: int = Field(description="Of the pending: under way.")
    failing: int = Field(description="Of the pending: have failed before.")
    oldest_due_at: datetime | None
    dead_letters: int


class OutboxOut(OutModel):
    at: datetime
    pending: int
    dead_letters: int
    lag_seconds: float = Field(description="How long the delivery due the longest has been so.")
    consumers: list[ConsumerOut]


class ViolationOut(OutModel):
    subject: str = Field(examples=["order:7"])
    detail: str


class FindingOut(OutModel):
    check: str = Field(examples=["operations.no_gaps"])
    promise: str
    violations: list[ViolationOut]
    warning: bool = Field(description="Whether what it finds leaves the shop healthy all the same.")


class DiagnosisOut(OutModel):
    healthy: bool
    at: datetime = Field(description="The instant of the data that all checks saw.")
    checks: list[FindingOut]


def create_admin_router(see_outbox: SeeOutbox, run_doctor: RunDoctor, guard: Authorizer) -> APIRouter:
    routes = router("/v1/admin", tags=["operations"])

    @routes.get("/outbox", operation_id="see_outbox", summary="How far deliveries have come", response_model=OutboxOut)
    async def outbox(_: Annotated[Principal, Depends(guard(_SCOPE))]) -> Response:
        return to_response(ok(_outbox(await see_outbox())))

    @routes.get("/doctor", operation_id="run_doctor", summary="Check every promise", response_model=DiagnosisOut)
    async def doctor(
        _: Annotated[Principal, Depends(guard(_SCOPE))],
        *,
        provider: Annotated[bool, Query(description="Ask the payment provider too; that takes its time.")] = False,
    ) -> Response:
        """Holds what every module promises against one instant of the data."""
        return to_response(ok(diagnosis_out(await run_doctor(with_requested=provider))))

    return routes


def diagnosis_out(diagnosis: Diagnosis) -> DiagnosisOut:
    return DiagnosisOut(
        healthy=diagnosis.healthy,
        at=diagnosis.at,
        checks=[
            FindingOut(
                check=finding.check,
                promise=finding.promise,
                violations=[ViolationOut(subject=v.subject, detail=v.detail) for v in finding.violations],
                warning=finding.warning,
            )
            for finding in diagnosis.findings
        ],
    )


def _outbox(figures: OutboxFigures) -> OutboxOut:
    return OutboxOut(
        at=figures.at,
        pending=figures.pending,
        dead_letters=figures.dead_letters,
        lag_seconds=round(figures.lag_seconds, 3),
        consumers=[
            ConsumerOut(
                consumer=c.consumer,
                pending=c.pending,
                leased=c.leased,
                failing=c.failing,
                oldest_due_at=c.oldest_due_at,
                dead_letters=c.dead_letters,
            )
            for c in figures.consumers
        ],
    )
