"""Port: renders e-mail templates."""

from dataclasses import dataclass, field
from typing import Protocol

from modules.notifications.domain.email_template import EmailTemplate


@dataclass(frozen=True, slots=True)
class RenderedEmail:
    """A rendered mail: `text` and `html` have the same content."""

    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str = field(repr=False)


class EmailTemplates(Protocol):
    def render(self, template: EmailTemplate) -> RenderedEmail: ...
