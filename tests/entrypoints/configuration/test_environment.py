"""Invalid settings are rejected at startup, all at once, by variable."""

from pathlib import Path

import pytest

from entrypoints.configuration.environment import (
    SettingsError,
    SettingsWarning,
    load,
    merged_variables,
    process_variables,
)
from entrypoints.configuration.module_policies import order_policy, provider_policy
from tests.settings import settings_of

SECRET = "s" * 32
ACCOUNT = '{"name": "eu", "api_key": "sk_of_eu", "webhook_secret": "whsec_of_eu"}'
SOUND = {"DATABASE_URL": "postgresql://program@db/shop", "REDIS_URL": "redis://cache/0"}
MAILS = {"TRADEPOST_SMTP_URL": "smtp://mail"}
PRODUCTION = {**SOUND, **MAILS, "TRADEPOST_ENV": "production", "TRADEPOST_SECRET_KEYS": SECRET}


def test_two_urls_suffice() -> None:
    settings = load(SOUND)
    assert settings.database_url == SOUND["DATABASE_URL"]
    assert settings.queue_url == SOUND["REDIS_URL"]
    assert settings.owner_database_url == SOUND["DATABASE_URL"]


def test_a_url_may_name_the_driver() -> None:
    settings = settings_of("postgresql+asyncpg://program@db/shop")
    assert settings.database_url == SOUND["DATABASE_URL"]


def test_invalid_and_unsafe_settings_are_reported_together() -> None:
    wrong = {"TRADEPOST_PORT": "many", "TRADEPOST_RATE_LIMITS": "off", "TRADEPOST_CURRENCY": "XXQ"}
    with pytest.raises(SettingsError) as caught:
        load({"REDIS_URL": "redis://cache/0", "TRADEPOST_ENV": "production", **wrong})
    assert sorted(mistake.partition(":")[0] for mistake in caught.value.mistakes) == [
        "DATABASE_URL",
        "TRADEPOST_CURRENCY",
        "TRADEPOST_PORT",
        "TRADEPOST_RATE_LIMITS",
        "TRADEPOST_SECRET_KEYS",
        "TRADEPOST_SMTP_URL",
    ]


def test_a_wrong_parameter_of_a_url_is_reported_with_its_variable() -> None:
    with pytest.raises(SettingsError) as caught:
        settings_of("postgres://u:geheim@db/shop?sslmod=require", TRADEPOST_MIGRATION_DATABASE_URL="postgres://[u@db/s")
    first, second = caught.value.mistakes
    assert first.startswith("DATABASE_URL: `sslmod` is not a parameter of it; the parameters are host, port, ")
    assert second.startswith("TRADEPOST_MIGRATION_DATABASE_URL: write @ : / ? # and % ")
    assert "geheim" not in first


def test_server_urls_are_optional_only_for_up() -> None:
    assert load({}, servers_pending=True).port == 8000
    with pytest.raises(SettingsError) as caught:
        load({})
    assert [mistake.partition(":")[0] for mistake in caught.value.mistakes] == ["DATABASE_URL", "REDIS_URL"]


def test_all_errors_are_reported_together() -> None:
    wrong = {
        "TRADEPOST_PORT": "many",
        "TRADEPOST_RATE_LIMIT_TOKEN": "5 a minute",
        "TRADEPOST_POOLSIZE": "5",
        "TRADEPOST_ADMIN_PASSWORD": "short",
        "TRADEPOST_ADMIN_EMAIL": "admin@shop",
        "TRADEPOST_SHIPPING_METHODS": "standard",
    }
    with pytest.raises(SettingsError) as caught:
        settings_of("mysql://shop", **wrong)
    reported = "\n".join(sorted(caught.value.mistakes))
    assert [line.partition(":")[0] for line in reported.splitlines()] == [
        "DATABASE_URL",
        "TRADEPOST_ADMIN_EMAIL",
        "TRADEPOST_ADMIN_PASSWORD",
        "TRADEPOST_POOLSIZE",
        "TRADEPOST_PORT",
        "TRADEPOST_RATE_LIMIT_TOKEN",
        "TRADEPOST_SHIPPING_METHODS",
    ]
    assert "did you mean TRADEPOST_POOL_SIZE?" in reported
    assert "mysql" not in reported
    assert "5 a minute" not in reported


def test_a_file_is_read_and_the_environment_wins(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("TRADEPOST_CURRENCY=EUR\nTRADEPOST_PORT=9000\n")
    settings = load(merged_variables({**SOUND, "tradepost_port": "9001"}, tmp_path / ".env"))
    assert (settings.currency, settings.port) == ("EUR", 9001)


def test_a_mistyped_name_in_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("TRADEPOST_CURENCY=EUR\n")
    with pytest.raises(SettingsError, match="TRADEPOST_CURRENCY"):
        load(merged_variables(SOUND, tmp_path / ".env"))


def test_a_process_reads_its_environment_and_the_file_where_it_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("TRADEPOST_CURRENCY=EUR\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRADEPOST_PORT", "9001")
    assert process_variables().items() >= {"TRADEPOST_CURRENCY": "EUR", "TRADEPOST_PORT": "9001"}.items()


def test_settings_use_only_the_given_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("TRADEPOST_CURRENCY=EUR\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRADEPOST_PORT", "9001")
    monkeypatch.setenv("DATABASE_URL", "mysql://shop")
    assert load(SOUND) == settings_of(SOUND["DATABASE_URL"], SOUND["REDIS_URL"])
    assert (load(SOUND).currency, load(SOUND).port) == ("GBP", 8000)
    with pytest.raises(SettingsError, match="DATABASE_URL: must be set"):
        load({})


def test_an_empty_variable_counts_as_absent() -> None:
    settings = settings_of(TRADEPOST_SMTP_URL="", TRADEPOST_POOL_SIZE="")
    assert (settings.smtp_url, settings.pool_size) == (None, 20)


def test_lists_are_written_by_comma_and_methods_as_json() -> None:
    settings = settings_of(
        TRADEPOST_CORS_ORIGINS="https://a.example, https://b.example",
        TRADEPOST_SHIPPING_METHODS='[{"code": "express", "name": "Express", "price_cents": 595}]',
    )
    assert settings.cors_origins == ("https://a.example", "https://b.example")
    assert settings.shipping_methods[0].price_cents == 595


def test_further_providers_follow_the_first() -> None:
    variables = {"TRADEPOST_STRIPE_API_KEY": "sk", "TRADEPOST_PAYMENT_PROVIDERS": f"[{ACCOUNT}]"}
    settings = settings_of(**variables)
    assert [(account.name, account.api_key) for account in provider_policy(settings).accounts] == [
        ("stripe", "sk"),
        ("eu", "sk_of_eu"),
    ]
    assert settings.takes_cards
    assert "sk_of_eu" not in repr(settings)
    assert order_policy(settings_of(TRADEPOST_PAYMENT_PROVIDERS=f"[{ACCOUNT}]")).payment_providers == ("eu",)


@pytest.mark.parametrize(
    "value",
    [
        "{",
        f"[{ACCOUNT}, {ACCOUNT}]",
        f"[{ACCOUNT.replace('eu', 'stripe')}]",
        f"[{ACCOUNT.replace('eu', 'EU')}]",
        f"[{ACCOUNT.replace('sk_of_eu', '')}]",
        f'[{ACCOUNT[:-1]}, "adapter": "paypal"}}]',
        f'[{ACCOUNT[:-1]}, "api_base": "ftp://eu"}}]',
    ],
)
def test_wrong_providers_are_refused(value: str) -> None:
    with pytest.raises(SettingsError, match="TRADEPOST_PAYMENT_PROVIDERS"):
        settings_of(TRADEPOST_PAYMENT_PROVIDERS=value)


def test_limits_are_relaxed_in_development_unless_set() -> None:
    rates = settings_of(TRADEPOST_RATE_LIMIT_CLIENT="7/1").rates
    assert (rates["token"], rates["client"]) == ("100/60", "7/1")


def test_production_has_its_own_default_limits() -> None:
    settings = load(PRODUCTION)
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
        ("TRADEPOST_WEBHOOKS_ALLOW_PRIVATE", "1"),
        ("TRADEPOST_LOG_LEVEL", "debug"),
        ("TRADEPOST_ADMIN_PASSWORD", "admin"),
        ("TRADEPOST_STRIPE_API_BASE", "http://sandbox:8001"),
        ("TRADEPOST_PAYMENT_PROVIDERS", f'[{ACCOUNT[:-1]}, "api_base": "http://sandbox:8001"}}]'),
    ],
)
def test_production_rejects_development_settings(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        load({**PRODUCTION, name: value})


def test_secrets_are_not_shown() -> None:
    shown = repr(settings_of(TRADEPOST_SECRET_KEYS=SECRET, TRADEPOST_SMTP_URL="smtp://user:password@mail"))
    assert SECRET not in shown
    assert "password@mail" not in shown


def test_an_old_name_is_read_with_a_warning() -> None:
    with pytest.warns(SettingsWarning, match="use TRADEPOST_WEBHOOKS_ALLOW_PRIVATE"):
        settings = load({**SOUND, "TRADEPOST_WEBHOOKS_PRIVATE": "1"})
    assert settings.webhooks_allow_private


def test_the_new_name_wins_over_the_old_one() -> None:
    both = {"TRADEPOST_WEBHOOKS_PRIVATE": "1", "TRADEPOST_WEBHOOKS_ALLOW_PRIVATE": "0"}
    with pytest.warns(SettingsWarning):
        settings = load({**SOUND, **both})
    assert settings.webhooks_allow_private is False
