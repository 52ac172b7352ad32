"""Writes deploy/tradepost.env.example, a template with every setting: `python -m deploy.environment_file`."""

import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap

from pydantic.fields import FieldInfo

from entrypoints.configuration.environment import setting_variables
from entrypoints.configuration.usual_rates import USUAL_RATES
from entrypoints.settings import Settings

EXAMPLE = Path(__file__).with_name("tradepost.env.example")
HEAD = """\
# The settings of Tradepost as a file for `env_file` of Docker Compose and `EnvironmentFile` of systemd.
# Made from the settings by `make docs`. Copy it, fill in what has no `#`, and let only the program read it (mode 0600).
# A line with `#` shows the default, or nothing for a secret and for what is off. An empty value is the default.
"""
MUST_BE_SET = {"DATABASE_URL", "REDIS_URL", "TRADEPOST_SECRET_KEYS", "TRADEPOST_SMTP_URL"}
"""What production does not start without."""
NOTES = {
    "DATABASE_URL": "deploy/compose.yaml sets it",
    "REDIS_URL": "deploy/compose.yaml sets it",
    "TRADEPOST_MIGRATION_DATABASE_URL": "not in this file, which all processes read",
    "TRADEPOST_METRICS_PORT": "not in this file: processes on one machine need different ports",
    "TRADEPOST_ENV": "the image and the units set production",
}
LINE = 118


def example() -> str:
    """Each variable with its meaning."""
    blocks = [_block(variable, Settings.model_fields[name]) for variable, name in setting_variables().items()]
    return "\n".join([HEAD, *blocks])


def _block(variable: str, field: FieldInfo) -> str:
    note = NOTES.get(variable)
    meaning = f"{field.description}{f' ({note})' if note else ''}".replace("`", "")
    mark = "" if variable in MUST_BE_SET else "#"
    return "\n".join([*_comment(meaning), f"{mark}{variable}={_default(variable, field)}", ""])


def _comment(text: str) -> Iterator[str]:
    return (f"# {line}" for line in wrap(text, LINE))


def _default(variable: str, field: FieldInfo) -> str:
    """Empty for secrets and for values that are not plain text."""
    rate = USUAL_RATES.get(variable.removeprefix("TRADEPOST_RATE_LIMIT_").lower())
    default = rate if variable.startswith("TRADEPOST_RATE_LIMIT_") else field.default
    if not field.repr or field.is_required() or default is None or isinstance(default, tuple):
        return ""
    text = str(int(default) if isinstance(default, bool) else default)
    return text if re.fullmatch(r"[\w./:@+-]*", text) else f"'{text}'"


if __name__ == "__main__":
    EXAMPLE.write_text(example())
