import hmac
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.infra.signer import KeySigner

OLD, NEW = "o" * 32, "n" * 32
lengths = st.sampled_from([16, 20, 32])
purposes = st.sampled_from(["", "cursor", "guest order"])


@given(st.binary(), purposes, lengths)
def test_a_signature_is_a_short_hmac_under_the_key_of_its_purpose(message: bytes, purpose: str, length: int) -> None:
    key = hmac.digest(NEW.encode(), purpose.encode(), sha256) if purpose else NEW.encode()
    signature = KeySigner([NEW], purpose, length).sign(message)
    assert signature == hmac.digest(key, message, sha256)[:length]
    assert KeySigner([NEW], purpose, length).verifies(message, signature)


@given(st.binary(), st.binary(), purposes, lengths)
def test_other_messages_purposes_and_signatures_are_rejected(
    message: bytes, other: bytes, purpose: str, length: int
) -> None:
    signer = KeySigner([NEW], purpose, length)
    signature = signer.sign(message)
    assert signer.verifies(other, signature) is (other == message)
    assert not signer.verifies(message, other)
    assert not signer.verifies(message, signature[:-1])
    assert not signer.verifies(message, signature + b"\0")
    assert not KeySigner([NEW], purpose + "?", length).verifies(message, signature)


def test_the_first_key_signs_and_all_verify() -> None:
    old, both, new = KeySigner([OLD], "p"), KeySigner([NEW, OLD], "p"), KeySigner([NEW], "p")
    assert both.verifies(b"m", old.sign(b"m"))
    assert both.sign(b"m") == new.sign(b"m")
    assert not new.verifies(b"m", old.sign(b"m"))


def test_a_signer_without_keys_raises() -> None:
    with pytest.raises(ValueError, match="key"):
        KeySigner([])
