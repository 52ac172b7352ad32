"""The settings as a table for people."""

from typing import get_args

from pydantic.fields import FieldInfo

from entrypoints.configuration.environment import setting_variables
from entrypoints.settings import RELAXED, USUAL_RATES, Settings

BEGIN = "<!-- settings: begin -->"
END = "<!-- settings: end -->"
IN_WORDS = {"secret_keys": "one for development", "shipping_methods": "standard, 0 cents"}


def settings_table() -> str:
    """A row for each variable: name, default, meaning."""
    rows = ["| variable | default | meaning |", "| --- | --- | --- |"]
    for variable, name in setting_variables().items():
        field = Settings.model_fields[name]
        rows.append(f"| `{variable}` | {_default(name, field)} | {_meaning(field)} |")
    limits = f"In development a rate limit that is not set is {RELAXED} times the default above."
    return "\n".join([*rows, "", limits])


def replace_table(page: str) -> str:
    """The page with the table between its two markers brought up to date.

    Raises ValueError when the page lacks the markers.
    """
    before, _, rest = page.partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise ValueError(f"the page has no {BEGIN} … {END}")
    return f"{before}{BEGIN}\n{settings_table()}\n{END}{after}"


def _default(name: str, field: FieldInfo) -> str:
    if field.is_required():
        return "must be set"
    default = IN_WORDS.get(name, USUAL_RATES.get(name.removeprefix("rate_limit_"), field.default))
    if default in (None, ()):
        return ""
    written = int(default) if isinstance(default, bool) else default
    return f"`{written}`".replace("|", "\\|")


def _meaning(field: FieldInfo) -> str:
    choices = get_args(field.annotation)
    if choices and all(isinstance(choice, str) for choice in choices):
        return f"{field.description} ({', '.join(f'`{choice}`' for choice in choices)})"
    return str(field.description)
