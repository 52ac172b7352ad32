import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.values.email import canonical


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("Bo@Example.COM", "bo@example.com"),
        (" bo@example.com ", "bo@example.com"),
        ("\uff42o@example.com", "bo@example.com"),
        ("bo@B\u00dcCHER.example", "bo@xn--bcher-kva.example"),
        ("bo@example\u3002com", "bo@example.com"),
        ("bo@example.com.", "bo@example.com"),
        ("bo@example.com\u3002", "bo@example.com"),
        ("bo@Exa_mple..com", "bo@exa_mple..com"),
    ],
)
def test_every_spelling_of_an_address_is_compared_as_one(written: str, compared: str) -> None:
    assert canonical(written) == compared


@given(st.emails())
def test_normalization_is_idempotent(address: str) -> None:
    assert canonical(canonical(address)) == canonical(address) == canonical(address.upper())


@given(st.text(max_size=80))
def test_any_text_has_a_canonical_form(text: str) -> None:
    assert "@" in canonical(text)
