"""Request a password reset mail."""

from dataclasses import dataclass, field

from modules.users.domain.email import Email
from modules.users.ports.unit_of_work import Begin
from shared.kernel.commands import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPasswordResetCommand(Command[None]):
    email: str = field(repr=False)


class RequestPasswordReset:
    """Stores a request and records an event, whether the account exists or not, so that both take equally long.

    The token is issued when the mail is sent, so that no secret is stored before. Raises Invalid for an
    invalid address.
    """

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: RequestPasswordResetCommand) -> None:
        email = Email.parse(command.email)
        async with self._begin(command) as work:
            await work.resets.add(email, work.tx.now, command.metadata)
            await work.commit(None)
