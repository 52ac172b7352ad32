"""Settings fail fast, all mistakes at once, each by the name of its variable."""

import os
from pathlib import Path

import pytest

from entrypoints.configuration.environment import SettingsError, load, variables

SECRET = "s" * 32
SOUND = {"DATABASE_URL": "postgresql://program@db/shop", "REDIS_URL": "redis://cache/0"}
PRODUCTION = {**SOUND, "TRADEPOST_ENV": "production", "TRADEPOST_SECRET_KEYS": SECRET}


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in os.environ:
        if name.startswith("TRADEPOST_") or name in variables():
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in SOUND.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_two_urls_suffice(given: pytest.MonkeyPatch) -> None:
    settings = load()
    assert settings.database_url == SOUND["DATABASE_URL"]
    assert settings.queue_url == SOUND["REDIS_URL"]
    assert settings.owner_database_url == SOUND["DATABASE_URL"]


def test_a_url_may_name_the_driver(given: pytest.MonkeyPatch) -> None:
    given.setenv("DATABASE_URL", "postgresql+asyncpg://program@db/shop")
    assert load().database_url == SOUND["DATABASE_URL"]


def test_servers_are_only_optional_for_who_starts_them() -> None:
    assert load(servers_follow=True).port == 8000
    with pytest.raises(SettingsError) as caught:
        load()
    assert [mistake.partition(":")[0] for mistake in caught.value.mistakes] == ["DATABASE_URL", "REDIS_URL"]


def test_all_mistakes_are_told_at_once(given: pytest.MonkeyPatch) -> None:
    given.setenv("DATABASE_URL", "mysql://shop")
    given.setenv("TRADEPOST_PORT", "many")
    given.setenv("TRADEPOST_RATE_LIMIT_TOKEN", "5 a minute")
    given.setenv("TRADEPOST_POOLSIZE", "5")
    given.setenv("TRADEPOST_ADMIN_PASSWORD", "short")
    given.setenv("TRADEPOST_ADMIN_EMAIL", "admin@shop")
    with pytest.raises(SettingsError) as caught:
        load()
    told = "\n".join(sorted(caught.value.mistakes))
    assert [line.partition(":")[0] for line in told.splitlines()] == [
        "DATABASE_URL",
        "TRADEPOST_ADMIN_EMAIL",
        "TRADEPOST_ADMIN_PASSWORD",
        "TRADEPOST_POOLSIZE",
        "TRADEPOST_PORT",
        "TRADEPOST_RATE_LIMIT_TOKEN",
    ]
    assert "did you mean TRADEPOST_POOL_SIZE?" in told
    assert "mysql" not in told
    assert "5 a minute" not in told


def test_a_file_is_read_and_the_environment_wins(given: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("TRADEPOST_CURRENCY=EUR\nTRADEPOST_PORT=9000\n")
    given.setenv("TRADEPOST_PORT", "9001")
    assert (load().currency, load().port) == ("EUR", 9001)


def test_a_mistyped_name_in_the_file_is_refused(given: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("TRADEPOST_CURENCY=EUR\n")
    with pytest.raises(SettingsError, match="TRADEPOST_CURRENCY"):
        load()


def test_an_empty_variable_counts_as_absent(given: pytest.MonkeyPatch) -> None:
    given.setenv("TRADEPOST_SMTP_URL", "")
    given.setenv("TRADEPOST_POOL_SIZE", "")
    assert (load().smtp_url, load().pool_size) == (None, 20)


def test_lists_are_written_by_comma_and_methods_as_json(given: pytest.MonkeyPatch) -> None:
    given.setenv("TRADEPOST_CORS_ORIGINS", "https://a.example, https://b.example")
    given.setenv("TRADEPOST_SHIPPING_METHODS", '[{"code": "express", "name": "Express", "price_cents": 595}]')
    settings = load()
    assert settings.cors_origins == ("https://a.example", "https://b.example")
    assert settings.shipping_methods[0].price_cents == 595


def test_limits_are_relaxed_in_development_unless_set(given: pytest.MonkeyPatch) -> None:
    given.setenv("TRADEPOST_RATE_LIMIT_CLIENT", "7/1")
    assert load().rates["token"] == "100/60"
    assert load().rates["client"] == "7/1"


def test_production_takes_its_own_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(name, value)
    settings = load()
    assert settings.rates["token"] == "5/60"
    assert settings.requires_idempotency_keys
    assert not settings.shows_docs


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRADEPOST_SECRET_KEYS", ""),
        ("TRADEPOST_SECRET_KEYS", "short"),
        ("TRADEPOST_SECRET_KEYS", f"{SECRET},short"),
        ("TRADEPOST_RATE_LIMITS", "off"),
        ("TRADEPOST_CORS_ORIGINS", "*"),
        ("TRADEPOST_CORS_ORIGINS", "http://shop.example"),
        ("TRADEPOST_IDEMPOTENCY_STRICT", "0"),
        ("TRADEPOST_WEBHOOKS_PRIVATE", "1"),
        ("TRADEPOST_LOG_LEVEL", "debug"),
        ("TRADEPOST_ADMIN_PASSWORD", "admin"),
        ("TRADEPOST_STRIPE_API_BASE", "http://sandbox:8001"),
    ],
)
def test_production_refuses_conveniences(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    for other, sound in {**PRODUCTION, name: value}.items():
        monkeypatch.setenv(other, sound)
    with pytest.raises(SettingsError, match=name):
        load()


def test_secrets_are_not_shown(given: pytest.MonkeyPatch) -> None:
    given.setenv("TRADEPOST_SECRET_KEYS", SECRET)
    given.setenv("TRADEPOST_SMTP_URL", "smtp://user:password@mail")
    shown = repr(load())
    assert SECRET not in shown
    assert "password@mail" not in shown
