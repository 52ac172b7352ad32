"""The login of a user: an e-mail address or a user name, distinguished by the `@`."""

from dataclasses import dataclass

from modules.users.domain.email import Email
from modules.users.domain.username import MAX_LENGTH
from shared.kernel.errors import Invalid


@dataclass(frozen=True, slots=True)
class Login:
    """One of the two is set; neither if the text is not a valid login."""

    email: str | None = None
    username: str | None = None

    @classmethod
    def read(cls, text: str) -> "Login":
        if "@" in text:
            try:
                return cls(email=Email.parse(text).canonical)
            except Invalid:
                return cls()
        return cls(username=text.lower()) if text and len(text) <= MAX_LENGTH and text.isascii() else cls()

    @property
    def canonical(self) -> str:
        """The key by which attempts are rate-limited, regardless of spelling."""
        return self.email or self.username or "unknown"
