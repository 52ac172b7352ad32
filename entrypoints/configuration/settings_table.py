"""The settings as a Markdown table."""

from typing import get_args

from pydantic.fields import FieldInfo

from entrypoints.configuration.environment import setting_variables
from entrypoints.configuration.usual_rates import RELAXED, USUAL_RATES
from entrypoints.settings import Settings

BEGIN = "<!-- settings: begin -->"
END = "<!-- settings: end -->"
DEFAULT_TEXTS = {"secret_keys": "one for development", "shipping_methods": "standard, 0 cents"}


def settings_table() -> str:
    """One row per variable: name, default, description."""
    rows = ["| variable | default | meaning |", "| --- | --- | --- |"]
    for variable, name in setting_variables().items():
        field = Settings.model_fields[name]
        rows.append(f"| `{variable}` | {_default(name, field)} | {_meaning(field)} |")
    limits = f"In development the default of a rate limit is {RELAXED} times the value above."
    return "\n".join([*rows, "", limits])


def replace_table(page: str) -> str:
    """Replace the table between the two markers of the page.

    Raises ValueError if the markers are missing.
    """
    before, _, rest = page.partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise ValueError(f"the page has no {BEGIN} … {END}")
    return f"{before}{BEGIN}\n{settings_table()}\n{END}{after}"


def _default(name: str, field: FieldInfo) -> str:
    if field.is_required():
        return "must be set"
    default = DEFAULT_TEXTS.get(name, USUAL_RATES.get(name.removeprefix("rate_limit_"), field.default))
    if default in (None, ()):
        return ""
    written = int(default) if isinstance(default, bool) else default
    return f"`{written}`".replace("|", "\\|")


def _meaning(field: FieldInfo) -> str:
    choices = get_args(field.annotation)
    if choices and all(isinstance(choice, str) for choice in choices):
        return f"{field.description} ({', '.join(f'`{choice}`' for choice in choices)})"
    return str(field.description)
