"""What every command works with: the books, the time, who asks, and a way to tell the shop."""

from dataclasses import dataclass

from entrypoints.development.payment_sandbox.faults import Faults
from entrypoints.development.payment_sandbox.storage.records import Records
from entrypoints.development.payment_sandbox.stripe_api.errors import missing
from entrypoints.development.payment_sandbox.stripe_api.objects import Body, new_event


@dataclass(frozen=True, slots=True)
class Desk:
    """`url` is where the sandbox's own pages are; `tells`: there is somebody to send events to."""

    records: Records
    faults: Faults
    now: float
    url: str
    tells: bool
    request: str | None = None
    key: str | None = None

    @property
    def second(self) -> int:
        return int(self.now)

    def find(self, kind: str, id_: str, param: str = "id") -> Body:
        """An object. Raises Refusal."""
        body = self.records.get(kind, id_)
        if body is None:
            raise missing(kind, id_, param)
        return body

    def announce(self, type_: str, subject: Body) -> None:
        """Keep an event about the object as it stands, and the sending of it."""
        event = new_event(type_, subject, self.request, self.key, self.second)
        self.records.add(event)
        if self.tells:
            self.records.agenda.plan_deliveries(event["id"], self.faults.sendings(self.now))

    def later(self, kind: str, subject: Body) -> None:
        """Have something happen to the object by itself."""
        self.records.agenda.plan_step(self.now + self.faults.switches.later_ms / 1000, kind, subject["id"])
