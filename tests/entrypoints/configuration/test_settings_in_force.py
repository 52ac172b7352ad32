"""`tradepost config` shows what is in force, where it comes from, and no secret."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from entrypoints.cli.main import app
from entrypoints.configuration.environment import setting_variables
from entrypoints.configuration.settings_in_force import MASK, settings_in_force, without_passwords
from tests.settings import settings_of

SECRETS = {
    "DATABASE_URL": "postgresql://program:s3cret@db:5433/shop?sslmode=require&sslpassword=s3cret",
    "TRADEPOST_MIGRATION_DATABASE_URL": "postgresql://owner:s3cret@db/shop",
    "REDIS_URL": "redis://:s3cret@cache/1",
    "TRADEPOST_BROKER_URL": "rediss://queue:s3cret@cache:6380/0",
    "TRADEPOST_SMTP_URL": "smtp://shop:s3cret@mail:587",
    "TRADEPOST_SECRET_KEYS": "s3cret" * 6,
    "TRADEPOST_METRICS_TOKEN": "s3cret",
    "TRADEPOST_STRIPE_API_KEY": "s3cret",
    "TRADEPOST_STRIPE_WEBHOOK_SECRET": "s3cret",
    "TRADEPOST_PAYMENT_PROVIDERS": '[{"name": "eu", "api_key": "s3cret", "webhook_secret": "s3cret"}]',
    "TRADEPOST_OTLP_ENDPOINT": "https://shop:s3cret@collector",
    "TRADEPOST_ADMIN_PASSWORD": "s3cret-s3cret",
}


def shown(*arguments: str, **environment: str) -> str:
    done = CliRunner(env={"DATABASE_URL": None, "REDIS_URL": None, **environment}).invoke(app, ["config", *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_no_secret_is_shown() -> None:
    values = {each.variable: each.value for each in settings_in_force(settings_of(**SECRETS), lambda _: "environment")}
    assert "s3cret" not in str(values)
    assert values["DATABASE_URL"] == f"postgresql://program:{MASK}@db:5433/shop?sslmode=require&sslpassword={MASK}"
    assert values["REDIS_URL"] == f"redis://:{MASK}@cache/1"
    assert values["TRADEPOST_SMTP_URL"] == f"smtp://shop:{MASK}@mail:587"
    assert {variable for variable in SECRETS if values[variable] == MASK} == {
        "TRADEPOST_SECRET_KEYS",
        "TRADEPOST_METRICS_TOKEN",
        "TRADEPOST_STRIPE_API_KEY",
        "TRADEPOST_STRIPE_WEBHOOK_SECRET",
        "TRADEPOST_PAYMENT_PROVIDERS",
        "TRADEPOST_ADMIN_PASSWORD",
    }


@pytest.mark.parametrize(
    "url", ["postgresql://db/shop", "redis://cache:6379/0", "postgresql:///shop?host=/run/postgres,/tmp"]
)
def test_a_url_without_password_is_shown_as_it_is(url: str) -> None:
    assert without_passwords(url) == url


def test_every_setting_is_shown_with_its_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("TRADEPOST_CURRENCY=EUR\nTRADEPOST_TIMEZONE=Europe/Berlin\n")
    found = json.loads(shown("--json", TRADEPOST_TIMEZONE="UTC", DATABASE_URL="postgresql://db/shop"))
    assert [each["variable"] for each in found] == list(setting_variables())
    by_variable = {each["variable"]: (each["value"], each["source"]) for each in found}
    assert by_variable["TRADEPOST_CURRENCY"] == ("EUR", ".env")
    assert by_variable["TRADEPOST_TIMEZONE"] == ("UTC", "environment")
    assert by_variable["TRADEPOST_PORT"] == ("8000", "default")
    assert by_variable["REDIS_URL"] == ("", "default")


def test_a_default_that_depends_on_other_settings_is_shown_as_it_holds() -> None:
    production = {
        "TRADEPOST_ENV": "production",
        "TRADEPOST_SECRET_KEYS": "s" * 32,
        "TRADEPOST_SMTP_URL": "folder:",
        "TRADEPOST_HOST": "::1",
    }
    values = {each.variable: each.value for each in settings_in_force(settings_of(**production), lambda _: "default")}
    assert values["TRADEPOST_EXPOSE_DOCS"] == "false"
    assert values["TRADEPOST_IDEMPOTENCY_STRICT"] == "true"
    assert values["TRADEPOST_RATE_LIMIT_TOKEN"] == "5/60"
    assert values["TRADEPOST_PUBLIC_URL"] == "http://[::1]:8000"
    assert values["TRADEPOST_METRICS_TOKEN"] == ""


def test_invalid_settings_are_reported_instead() -> None:
    done = CliRunner(env={"TRADEPOST_PORT": "many"}).invoke(app, ["config"])
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("TRADEPOST_PORT: ")


def test_the_table_has_a_line_for_each_setting() -> None:
    lines = shown(TRADEPOST_PORT="8123").splitlines()
    assert len(lines) == len(setting_variables())
    assert any(line.split() == ["TRADEPOST_PORT", "environment", "8123"] for line in lines)
