"""The example of the file with all settings."""

import re

import pytest

from deploy.environment_file import EXAMPLE, MUST_BE_SET, example
from entrypoints.configuration.environment import SettingsError, load, setting_variables
from entrypoints.settings import Settings

TEXT = EXAMPLE.read_text()
LINES: dict[str, tuple[str, str]] = {
    name: (mark, value) for mark, name, value in re.findall(r"^(#?)([A-Z_]+)=(.*)$", TEXT, re.MULTILINE)
}


def test_the_file_is_up_to_date() -> None:
    assert example() == TEXT, "run `make docs`"


def test_every_variable_appears_once() -> None:
    assert list(LINES) == list(setting_variables())
    assert len(re.findall(r"^#?[A-Z_]+=", TEXT, re.MULTILINE)) == len(LINES)


def test_secrets_are_empty() -> None:
    secrets = {variable for variable, name in setting_variables().items() if not Settings.model_fields[name].repr}
    assert {"DATABASE_URL", "TRADEPOST_SECRET_KEYS", "TRADEPOST_STRIPE_API_KEY"} <= secrets
    assert {LINES[variable][1] for variable in secrets} == {""}


def test_what_must_be_set_is_what_production_does_not_start_without() -> None:
    assert {name for name, (mark, _) in LINES.items() if not mark} == MUST_BE_SET
    with pytest.raises(SettingsError) as error:
        load({"TRADEPOST_ENV": "production"})
    assert {mistake.partition(":")[0] for mistake in error.value.mistakes} == MUST_BE_SET


def test_the_defaults_shown_are_those_of_production() -> None:
    needed = {"DATABASE_URL": "postgresql://db/shop", "REDIS_URL": "redis://cache", "TRADEPOST_SMTP_URL": "smtp://mail"}
    needed |= {"TRADEPOST_SECRET_KEYS": "s" * 48, "TRADEPOST_ENV": "production"}
    shown = {name: value.strip("'") for name, (_, value) in LINES.items() if value}
    filled, plain = load({**shown, **needed}), load(needed)
    assert filled.rates == plain.rates
    rates = {name for name in Settings.model_fields if name.startswith("rate_limit_")}
    assert filled.model_dump(exclude=rates) == plain.model_dump(exclude=rates)
