"""User names: displayed as chosen, compared case-insensitively."""

import re
from dataclasses import dataclass

from modules.users.domain.errors import invalid_field

MIN_LENGTH = 3
MAX_LENGTH = 50
_CHARACTERS = re.compile(r"[A-Za-z0-9_.-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Username:
    text: str

    @classmethod
    def parse(cls, text: str, pointer: str = "/username") -> "Username":
        """Raise Invalid at `pointer` unless it is 3 to 50 letters, digits, `_`, `.` or `-`."""
        if not MIN_LENGTH <= len(text) <= MAX_LENGTH or not _CHARACTERS.fullmatch(text):
            raise invalid_field(
                pointer, "invalid_username", "A user name is 3 to 50 letters, digits, dots, dashes and underscores."
            )
        return cls(text)

    @property
    def canonical(self) -> str:
        return self.text.lower()
