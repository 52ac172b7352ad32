"""Allowed webhook addresses, by setting."""

from pathlib import Path

import pytest

from entrypoints.configuration.development_secrets import DEVELOPMENT_KEY, DevelopmentSecrets
from entrypoints.configuration.module_policies import webhook_policy
from entrypoints.settings import Settings


def settings(**more: object) -> Settings:
    return Settings(DATABASE_URL="postgresql://a@h/d", REDIS_URL="redis://h", secret_keys=["s" * 32], **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("env", "wish", "plain_http", "private"),
    [
        ("development", None, True, True),
        ("development", False, True, False),
        ("production", None, False, False),
        ("production", True, False, True),  # which production's own check refuses
    ],
)
def test_private_receivers(env: str, wish: bool | None, plain_http: bool, private: bool) -> None:
    policy = webhook_policy(settings(env=env, webhooks_allow_private=wish))
    assert (policy.plain_http, policy.private_receivers) == (plain_http, private)


def test_webhook_secrets_use_a_separate_key() -> None:
    (key,) = webhook_policy(settings()).keys
    assert len(key) == 64
    assert "s" * 32 not in key


def test_the_stored_key_is_read_on_first_use(tmp_path: Path) -> None:
    policy = webhook_policy(settings(home=tmp_path))
    assert policy.kept_key() is None
    DevelopmentSecrets(tmp_path).set(DEVELOPMENT_KEY, "sk_dev_1")
    assert policy.kept_key() == "sk_dev_1"
