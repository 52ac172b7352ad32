"""E-mail templates in Jinja: a text and an HTML template for each kind of mail."""

from dataclasses import fields
from email.utils import parseaddr
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from modules.notifications.domain.amount import amount
from modules.notifications.domain.email_template import EmailTemplate
from modules.notifications.domain.mail import one_line
from modules.notifications.ports.email_templates import RenderedEmail

TEMPLATES = Path(__file__).parent / "templates"


class JinjaEmailTemplates:
    """Implements the port `EmailTemplates`. The text template also holds the subject, in the block `subject`."""

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

    def render(self, template: EmailTemplate) -> RenderedEmail:
        facts = {field.name: getattr(template, field.name) for field in fields(template)}
        text = self._environment.get_template(f"{template.kind}.txt")
        subject = one_line("".join(text.blocks["subject"](text.new_context(facts))))
        html = self._environment.get_template(f"{template.kind}.html")
        return RenderedEmail(subject, text.render(facts), html.render(facts, subject=subject))
