import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.users.domain.email import Email
from modules.users.domain.login import Login
from shared.kernel.errors import Invalid

KELVIN = "\u212a"
DOTLESS_I = "\u0131"
FULLWIDTH_A = "\uff41"


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("Ada@Example.COM", "ada@example.com"),
        (" ada@example.com ", "ada@example.com"),
        (f"{KELVIN}im@example.com", "kim@example.com"),
        (f"{FULLWIDTH_A}da@example.com", "ada@example.com"),
        ("ada@b\u00fccher.example", "ada@xn--bcher-kva.example"),
        ("ada@B\u00dcCHER.example", "ada@xn--bcher-kva.example"),
        ("ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"),
        ("ada@example\u3002com", "ada@example.com"),
        ("stra\u00dfe@example.com", "strasse@example.com"),
        ("a.b+tag@example.co.uk", "a.b+tag@example.co.uk"),
    ],
)
def test_every_spelling_of_an_address_counts_as_the_same(written: str, canonical: str) -> None:
    assert Email.parse(written).canonical == canonical


def test_the_address_is_kept_as_it_was_written() -> None:
    assert Email.parse("Ada.L@Example.com").address == "Ada.L@Example.com"


def test_similar_looking_letters_are_different() -> None:
    assert Email.parse(f"m{DOTLESS_I}ke@example.com").canonical != Email.parse("mike@example.com").canonical
    assert Email.parse("\u0430da@example.com").canonical != Email.parse("ada@example.com").canonical


@pytest.mark.parametrize(
    "text",
    [
        "", "ada", "@example.com", "ada@", "ada@example", "ada@@example.com", "a b@example.com", "ada@exa mple.com",
        "ada\u200b@example.com", "ada@exam\u200bple.c\u202eom", "ada\0@example.com", "ada\n@example.com",
        "ada.@example.com", ".ada@example.com", "a..b@example.com", '"ada"@example.com', "ada@-example.com",
        "ada@example-.com", "ada@[127.0.0.1]", "ada@127.0.0.1", "ada@example..com", "<ada@example.com>",
        "ada@example.com>", "a" * 65 + "@example.com", "ada@" + "e" * 64 + ".com", "ada@" + "e.com" * 60,
        "ada@example.com,bob@example.com", "ada\ud800@example.com",
    ],
)  # fmt: skip
def test_an_invalid_address_is_rejected(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        Email.parse(text)
    assert refused.value.errors[0].pointer == "/email"


@given(st.emails())
def test_normalization_is_idempotent(text: str) -> None:
    try:
        canonical = Email.parse(text).canonical
    except Invalid:
        return
    assert Email.parse(canonical).canonical == canonical
    assert Login.read(text) == Login(email=canonical)


@given(st.text(max_size=80))
def test_any_text_is_accepted_or_rejected(text: str) -> None:
    try:
        once = Email.parse(text)
    except Invalid:
        return
    assert Email.parse(once.canonical).canonical == once.canonical
    assert once.canonical.isprintable()


@given(st.text(max_size=80))
def test_any_text_is_accepted_as_a_login(text: str) -> None:
    login = Login.read(text)
    assert login.email is None or login.username is None
    assert login.canonical
