"""The context of a command: records, faults, time, request and event publishing."""

from dataclasses import dataclass

from entrypoints.development.payment_sandbox.faults import Faults
from entrypoints.development.payment_sandbox.storage.records import Records
from entrypoints.development.payment_sandbox.stripe_api.errors import missing
from entrypoints.development.payment_sandbox.stripe_api.objects import Body, new_event


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandContext:
    """`url` is the base URL of the sandbox's pages; `has_receiver` tells whether events are sent to a webhook."""

    records: Records
    faults: Faults
    now: float
    url: str
    has_receiver: bool
    request: str | None = None
    key: str | None = None

    @property
    def second(self) -> int:
        return int(self.now)

    def find(self, kind: str, id_: str, param: str = "id") -> Body:
        """Get an object. Raises StripeError."""
        body = self.records.get(kind, id_)
        if body is None:
            raise missing(kind, id_, param)
        return body

    def publish_event(self, type_: str, subject: Body) -> None:
        """Store an event with the object's current state and schedule its deliveries."""
        event = new_event(type_, subject, self.request, key=self.key, now=self.second)
        self.records.add(event)
        if self.has_receiver:
            self.records.schedule.schedule_deliveries(event["id"], self.faults.delivery_times(self.now))

    def schedule(self, kind: str, subject: Body) -> None:
        """Schedule a later event of the object."""
        self.records.schedule.schedule_event(self.now + self.faults.switches.later_ms / 1000, kind, subject["id"])
