"""Who finds the words."""

from dataclasses import dataclass, field
from typing import Protocol

from modules.notifications.domain.email_template import Letter


@dataclass(frozen=True, slots=True)
class Written:
    """A letter in words: `text` and `html` say the same."""

    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str = field(repr=False)


class Letters(Protocol):
    def write(self, letter: Letter) -> Written: ...
