"""Replay the events of a period to an endpoint."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from modules.webhooks.application.endpoints.endpoint_terms import EndpointValidator, resource
from modules.webhooks.application.endpoints.send_test import endpoint_inactive
from modules.webhooks.domain.delivery import NewDelivery
from modules.webhooks.domain.globs import matches
from modules.webhooks.ports.deliveries import DeliveryWakeup
from modules.webhooks.ports.unit_of_work import Begin, UnitOfWork
from shared.kernel.commands import Command
from shared.kernel.errors import FieldError, Invalid, NotFound
from shared.kernel.transaction import AuditEntry

PAGE = 5_000
MAX_EVENTS = 50_000
"""Maximum number of events read for one replay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayPeriodCommand(Command[int]):
    """`since` is inclusive, `until` exclusive. `types` (globs) restricts the endpoint's event types."""

    endpoint_id: int
    since: datetime
    until: datetime
    types: Sequence[str] | None = None


class ReplayPeriod:
    """Creates a new delivery with the same message id for every matching event of the period.

    Returns how many. Raises NotFound, Invalid, Conflict `invalid_transition` if the endpoint is inactive.
    """

    def __init__(self, begin: Begin, worker: DeliveryWakeup, terms: EndpointValidator) -> None:
        self._begin = begin
        self._worker = worker
        self._terms = terms

    async def __call__(self, command: ReplayPeriodCommand) -> int:
        if command.since >= command.until:
            raise Invalid([FieldError("/to", "out_of_range", "The end must be after the start.")])
        if errors := self._terms.unmatched("/types", command.types or ()):
            raise Invalid(errors)
        async with self._begin(command) as work:
            endpoint = await work.endpoints.lock(command.endpoint_id)
            if endpoint is None:
                raise NotFound("webhook endpoint")
            if not endpoint.active:
                raise endpoint_inactive()
            globs = endpoint.event_types
            number = await self._add(work, command, globs)
            period = {"from": command.since.isoformat(), "to": command.until.isoformat(), "deliveries": number}
            work.tx.audit(
                AuditEntry(
                    "webhook_endpoint.replayed",
                    resource=resource(endpoint.id),
                    metadata=command.metadata,
                    changes=period,
                )
            )
            work.tx.after_commit(self._worker.notify)
            await work.commit(number)
        return number

    async def _add(self, work: UnitOfWork, command: ReplayPeriodCommand, globs: Sequence[str]) -> int:
        number, seen, after = 0, 0, None
        while True:
            page = await work.events.between(command.since, command.until, after, PAGE)
            seen += len(page)
            if seen > MAX_EVENTS:
                text = f"The period contains more than {MAX_EVENTS} events. Choose a shorter one."
                raise Invalid([FieldError("/to", "too_many", text)])
            wanted = [m for m in page if matches(globs, m.type) and matches(command.types or ("*",), m.type)]
            work.deliveries.add(
                [NewDelivery(endpoint_id=command.endpoint_id, message=message, origin="replay") for message in wanted]
            )
            number += len(wanted)
            if len(page) < PAGE:
                return number
            after = page[-1].event_id
