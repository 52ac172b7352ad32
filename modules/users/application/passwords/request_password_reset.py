"""Somebody has forgotten the password."""

from dataclasses import dataclass, field

from modules.users.application.publish_events import record_password_reset_request
from modules.users.domain.email import Email
from modules.users.ports.unit_of_work import Begin
from shared.kernel.events import EventMetadata


@dataclass(frozen=True, slots=True)
class ForgottenPassword:
    cause: EventMetadata
    email: str = field(repr=False)


class RequestPasswordReset:
    """The same work whether there is such an account or not: a wish is noted, an event tells of it.

    Whether anybody is written to is decided when the mail is sent, and the token made then, so
    that no secret waits anywhere. Raises Invalid for what is no address.
    """

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: ForgottenPassword) -> None:
        email = Email.parse(command.email)
        async with self._begin(None) as work:
            record_password_reset_request(work.tx, await work.resets.add(email, work.tx.now), command.cause)
            await work.commit()
