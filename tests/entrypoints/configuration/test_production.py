"""What production refuses, and what it only warns of."""

from pathlib import Path

import pytest

from entrypoints.configuration.deployment import settings_warnings
from entrypoints.configuration.environment import SettingsError, load
from entrypoints.configuration.module_policies import mail_policy
from tests.settings import settings_of

COMPLETE = {
    "TRADEPOST_ENV": "production",
    "TRADEPOST_SECRET_KEYS": "s" * 32,
    "TRADEPOST_SMTP_URL": "smtp://mail",
    "TRADEPOST_STRIPE_API_KEY": "sk_live_x",
    "TRADEPOST_STRIPE_WEBHOOK_SECRET": "whsec_x",
    "TRADEPOST_PUBLIC_URL": "https://shop.example",
    "TRADEPOST_HOST": "0.0.0.0",
    "TRADEPOST_METRICS_TOKEN": "token",
}


def codes(**changes: str) -> list[str]:
    return [warning.subject for warning in settings_warnings(settings_of(**{**COMPLETE, **changes}))]


def test_a_complete_shop_has_no_warnings() -> None:
    assert codes() == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"TRADEPOST_STRIPE_API_KEY": ""}, "no_payment_provider"),
        ({"TRADEPOST_SMTP_URL": "folder:"}, "mails_in_folder"),
        ({"TRADEPOST_PUBLIC_URL": ""}, "no_public_url"),
        ({"TRADEPOST_EXPOSE_DOCS": "1"}, "docs_exposed"),
        ({"TRADEPOST_METRICS_TOKEN": ""}, "no_metrics_token"),
        ({"TRADEPOST_ENV": "development"}, "development_settings"),
    ],
)
def test_what_a_shop_lacks_is_warned_of(changes: dict[str, str], code: str) -> None:
    assert codes(**changes) == [code]


def test_development_on_this_machine_has_no_warnings() -> None:
    assert settings_warnings(settings_of()) == []
    assert codes(TRADEPOST_ENV="development", TRADEPOST_HOST="::1") == []


def test_without_metrics_from_elsewhere_no_token_is_needed() -> None:
    assert codes(TRADEPOST_METRICS_TOKEN="", TRADEPOST_HOST="localhost") == []


def test_production_refuses_to_write_mails_to_a_folder_unless_asked_to_by_name() -> None:
    servers = {"DATABASE_URL": "postgresql://db/shop", "REDIS_URL": "redis://cache"}
    with pytest.raises(SettingsError) as caught:
        load({**servers, **COMPLETE, "TRADEPOST_SMTP_URL": ""})
    (mistake,) = caught.value.mistakes
    assert mistake.startswith("TRADEPOST_SMTP_URL: without a mail server customers get no mail; with `folder:`")


@pytest.mark.parametrize(("url", "sent"), [("folder:", None), ("smtp://mail:25", "smtp://mail:25")])
def test_the_folder_is_no_mail_server(url: str, sent: str | None) -> None:
    settings = settings_of(TRADEPOST_SMTP_URL=url, TRADEPOST_HOME="/srv/shop")
    policy = mail_policy(settings)
    assert (policy.smtp_url, policy.folder) == (sent, Path("/srv/shop/mail"))


@pytest.mark.parametrize("url", ["folder", "folder:/srv", "http://mail", "smtp://"])
def test_other_urls_are_not_of_mail_servers(url: str) -> None:
    with pytest.raises(SettingsError, match="TRADEPOST_SMTP_URL: write a URL that begins with smtp:// or smtps://, or"):
        settings_of(TRADEPOST_SMTP_URL=url)
