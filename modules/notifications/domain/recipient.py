"""The recipient of a mail."""

from dataclasses import dataclass, field

from modules.notifications.domain.mail import one_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A guest has neither `user_id` nor `username`."""

    address: str = field(repr=False)
    full_name: str | None = field(repr=False)
    username: str | None = field(default=None, repr=False)
    user_id: int | None = None

    @property
    def name(self) -> str:
        """The name for the salutation, on one line."""
        return one_line(self.full_name or self.username or "")
