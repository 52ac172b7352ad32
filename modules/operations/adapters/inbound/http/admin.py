"""`/v1/admin/outbox` and `/v1/admin/doctor`: the state of deliveries and data."""

from datetime import datetime
from typing import Annotated

from fastapi import Query
from pydantic import Field
from starlette.responses import Response

from modules.operations.adapters.inbound.http.access import Admin
from modules.operations.application.run_doctor import RunDoctor
from modules.operations.domain.outbox import OutboxStatus
from modules.operations.ports.outbox import OutboxQueries
from modules.operations.public import Diagnosis
from shared.infra.http import route
from shared.infra.http.requests.fields import OutModel
from shared.infra.http.responses.rendered import ok, to_response
from shared.infra.http.route_class import RouteClass


class ConsumerOut(OutModel):
    """The backlog of a consumer."""

    consumer: str
    pending: int
    leased: int = Field(description="Number of pending deliveries that are in progress.")
    failing: int = Field(description="Number of pending deliveries that have failed before.")
    oldest_due_at: datetime | None
    dead_letters: int


class OutboxOut(OutModel):
    """Events that wait for their consumers."""

    at: datetime
    pending: int
    dead_letters: int
    lag_seconds: float = Field(description="Seconds since the oldest pending delivery was due.")
    consumers: list[ConsumerOut]


class ViolationOut(OutModel):
    """A violation: what it concerns, and the detail."""

    subject: str = Field(examples=["order:7"])
    detail: str


class CheckResultOut(OutModel):
    """A doctor check with the violations that it found."""

    check: str = Field(examples=["operations.event_sequences_gapless"])
    promise: str
    violations: list[ViolationOut]
    warning: bool = Field(description="Whether violations of this check do not affect `healthy`.")


class DiagnosisOut(OutModel):
    """The result of the doctor's checks."""

    healthy: bool
    at: datetime = Field(description="The time of the database snapshot that the checks read.")
    checks: list[CheckResultOut]


class AdminRoutes(RouteClass, prefix="/v1/admin", tags=["operations"]):
    def __init__(self, *, outbox: OutboxQueries, run_doctor: RunDoctor) -> None:
        self._outbox = outbox
        self._run_doctor = run_doctor

    @route.get("/outbox", operation_id="see_outbox", summary="Get the outbox status", response_model=OutboxOut)
    async def get_outbox(self, _: Admin) -> Response:
        """Returns the number of pending events, the age of the oldest, and the backlog of each consumer."""
        return to_response(ok(_outbox(await self._outbox.get_status())))

    @route.get("/doctor", operation_id="run_doctor", summary="Run the consistency checks", response_model=DiagnosisOut)
    async def run_doctor(
        self,
        _: Admin,
        *,
        provider: Annotated[
            bool, Query(description="Also run the checks that call the payment provider; this takes longer.")
        ] = False,
    ) -> Response:
        """Runs the checks of all modules on one snapshot of the database."""
        return to_response(ok(diagnosis_out(await self._run_doctor(include_on_request=provider))))


def diagnosis_out(diagnosis: Diagnosis) -> DiagnosisOut:
    return DiagnosisOut(
        healthy=diagnosis.healthy,
        at=diagnosis.at,
        checks=[
            CheckResultOut(
                check=finding.check,
                promise=finding.promise,
                violations=[ViolationOut(subject=v.subject, detail=v.detail) for v in finding.violations],
                warning=finding.warning,
            )
            for finding in diagnosis.findings
        ],
    )


def _outbox(figures: OutboxStatus) -> OutboxOut:
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
