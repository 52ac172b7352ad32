"""Letters in the words of templates, one of each kind for either part of a mail."""

from dataclasses import fields
from email.utils import parseaddr
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from modules.notifications.domain.amount import amount
from modules.notifications.domain.email_template import Letter
from modules.notifications.domain.mail import one_line
from modules.notifications.ports.email_templates import Written

TEMPLATES = Path(__file__).parent / "templates"


class JinjaLetters:
    """Implements the port `Letters`. The text's template also holds the subject, as a block of that name."""

    def __init__(self, sender: str, shop_url: str) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=select_autoescape(["html"]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._environment.filters["amount"] = amount
        self._environment.globals.update(shop_name=parseaddr(sender)[0] or parseaddr(sender)[1], shop_url=shop_url)

    def write(self, letter: Letter) -> Written:
        facts = {field.name: getattr(letter, field.name) for field in fields(letter)}
        text = self._environment.get_template(f"{letter.kind}.txt")
        subject = one_line("".join(text.blocks["subject"](text.new_context(facts))))
        html = self._environment.get_template(f"{letter.kind}.html")
        return Written(subject, text.render(facts), html.render(facts, subject=subject))
