from datetime import UTC, datetime, timedelta

import pytest

from modules.users.domain.api_key import ApiKey, NewApiKey
from modules.users.domain.roles import Role
from modules.users.domain.secret import KeySecret, digest
from modules.users.domain.session import REUSE_GRACE_PERIOD, Rotation, SpentToken
from shared.kernel.errors import Invalid
from tests.modules.users.scopes import CATALOG

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def test_a_secret_verifies_its_own_digest_only() -> None:
    one, other = KeySecret.new("sk_dev_"), KeySecret.new("sk_dev_")
    read = KeySecret.read(one.text)
    assert read == one
    assert read.matches(digest(one.text))
    assert not read.matches(digest(other.text))
    assert one.text.startswith("sk_dev_")


@pytest.mark.parametrize("text", ["", "sk_", "sk_abc", "sk_abc.", "pk_abc.def", "sk_\u00e4.def", "sk_a." + "x" * 200])
def test_other_texts_are_rejected_as_secrets(text: str) -> None:
    assert KeySecret.read(text) is None


@pytest.mark.parametrize(
    ("new_key", "pointer"),
    [
        (NewApiKey(owner_id=1, name="k", scopes=frozenset()), "/scopes"),
        (NewApiKey(owner_id=1, name="k", scopes=frozenset({"orders:eat"})), "/scopes"),
        (NewApiKey(owner_id=1, name="k", scopes=frozenset({"orders:read"}), rate_limit="0/60"), "/rate_limit"),
        (NewApiKey(owner_id=1, name="k", scopes=frozenset({"orders:read"}), rate_limit="60/60\n"), "/rate_limit"),
        (
            NewApiKey(owner_id=1, name="k", scopes=frozenset({"orders:read"}), rate_limit=None, expires_at=NOW),
            "/expires_at",
        ),
    ],
)
def test_invalid_keys_are_rejected(new_key: NewApiKey, pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        new_key.check(NOW, CATALOG)
    assert refused.value.errors[0].pointer == pointer


def test_a_key_never_exceeds_the_scopes_of_its_owner() -> None:
    key = ApiKey(1, 7, "k", "sk_a", b"", frozenset({"users:write", "orders:read"}), None, NOW, None)
    assert key.scopes_under(CATALOG.of(Role.ADMIN)) == key.scopes
    assert key.scopes_under(CATALOG.of(Role.SUPPORT)) == {"orders:read"}
    assert key.scopes_under(CATALOG.of(Role.CUSTOMER)) == frozenset()


def spent_token(used: timedelta | None = timedelta(0), *, repeated: bool = False, is_live: bool = True) -> SpentToken:
    return SpentToken(
        rotation=Rotation(token_id=1, session_id=1, user_id=1, session_expires_at=NOW),
        used_at=None if used is None else NOW - used,
        repeated=repeated,
        is_live=is_live,
    )


def test_a_spent_token_may_be_repeated_once_and_soon() -> None:
    assert spent_token().may_repeat(NOW)
    assert spent_token(REUSE_GRACE_PERIOD).may_repeat(NOW)
    assert not spent_token(REUSE_GRACE_PERIOD + timedelta(milliseconds=1)).may_repeat(NOW)
    assert not spent_token(repeated=True).may_repeat(NOW)
    assert not spent_token(is_live=False).may_repeat(NOW)
    assert not spent_token(None).may_repeat(NOW)
