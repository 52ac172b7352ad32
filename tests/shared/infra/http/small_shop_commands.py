"""Requests, responses and the use case of the small application."""

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field

from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.requests.fields import FormModel, Id, InModel, Line, OutModel, PositiveCents, Quantity
from shared.kernel.commands import Command
from shared.kernel.events import EventMetadata
from shared.kernel.idempotency import IdempotencyKey, ReplayedResponse, StoredResponse


class ThingIn(InModel):
    name: Line
    price_cents: PositiveCents
    quantity: Quantity = 1
    parent_id: Id | None = None
    finish: Literal["matt", "glossy"] = "matt"
    metadata: dict[str, Any] = Field(default_factory=dict)


class LoginIn(FormModel):
    username: Line
    password: Line


class ThingOut(OutModel):
    id: int
    name: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeThingCommand(Command[ThingOut]):
    thing: ThingIn


def command_of(call: CommandRequest, thing: ThingIn) -> MakeThingCommand:
    return MakeThingCommand(principal=call.principal, metadata=call.metadata, thing=thing)


class MakeThing:
    """A use case that remembers answers by key, as the real ones do in their transaction."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self.answers: dict[tuple[str, str], StoredResponse] = {}
        self.claims: list[IdempotencyKey] = []
        self.causes: list[EventMetadata] = []
        self.made: list[ThingIn] = []

    async def __call__(self, command: MakeThingCommand) -> ThingOut:
        idempotency = command.idempotency
        key = (idempotency.key.scope, idempotency.key.key) if idempotency else None
        self.claims += [idempotency.key] if idempotency else []
        if key in self.answers:
            raise ReplayedResponse(self.answers[key])
        self.made.append(command.thing)
        outcome = ThingOut(id=len(self.made), name=command.thing.name, version=3)
        if key and idempotency:
            self.answers[key] = idempotency.render(outcome)
        return outcome
