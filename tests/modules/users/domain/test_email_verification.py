"""Tokens that verify an address."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from modules.users.domain.email import Email
from modules.users.domain.email_verification import VALID_FOR, VerificationTokens
from modules.users.domain.roles import Role
from modules.users.domain.user import User
from modules.users.domain.username import Username
from shared.infra.signer import KeySigner

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
ADA = User(7, Email.parse("ada@example.com"), Username.parse("ada"), None, Role.CUSTOMER, True, None, NOW, NOW)
TOKENS = VerificationTokens(KeySigner(["new" * 12, "old" * 12]))


def test_a_token_is_valid_for_one_account_and_address_for_a_day() -> None:
    token = TOKENS.issue(ADA, NOW)
    assert TOKENS.verifies(token, ADA, NOW + VALID_FOR - timedelta(seconds=1))
    assert not TOKENS.verifies(token, ADA, NOW + VALID_FOR)
    assert not TOKENS.verifies(token, replace(ADA, id=8), NOW)
    assert not TOKENS.verifies(token, replace(ADA, email=Email.parse("eve@example.com")), NOW)


def test_keys_rotate() -> None:
    before = VerificationTokens(KeySigner(["old" * 12]))
    assert TOKENS.verifies(before.issue(ADA, NOW), ADA, NOW)
    assert not before.verifies(TOKENS.issue(ADA, NOW), ADA, NOW)


def test_a_token_of_an_earlier_version_verifies() -> None:
    token = "ev_1795338000_629ebab7a5714532b3dc9229551d63e6bdfe190a232f23bb679dacb38118940b"
    assert TOKENS.verifies(token, ADA, NOW)


@given(st.text(max_size=300))
def test_other_texts_are_rejected_as_tokens(text: str) -> None:
    assert not TOKENS.verifies(text, ADA, NOW)
    assert not TOKENS.verifies(f"ev_{text}", ADA, NOW)


def test_a_longer_time_cannot_be_written_into_a_token() -> None:
    kind, expires, signature = TOKENS.issue(ADA, NOW).split("_")
    assert not TOKENS.verifies(f"{kind}_{int(expires) + 1}_{signature}", ADA, NOW)
