import pytest

from modules.users.domain.password import comparable_forms, opaque, validate_password
from modules.users.domain.username import Username
from shared.kernel.errors import Invalid


@pytest.mark.parametrize(
    "password", ["a1b2c3d4", "x" * 127 + "y", "correct horse battery staple", "p\u00e4ssw\u00f6rter"]
)
def test_eight_to_128_characters_are_accepted(password: str) -> None:
    assert validate_password(password) == opaque(password)


def test_passwords_are_normalized_by_unicode() -> None:
    assert validate_password("p\u00e4ssw\u00f6rter") == validate_password("pa\u0308sswo\u0308rter")


def test_only_kinds_of_spaces_are_unified() -> None:
    assert opaque("correct\u3000horse\u00a0battery") == "correct horse battery"
    assert opaque("\uff30ass\u2460") == "\uff30ass\u2460"
    assert opaque("PASSword") != opaque("passWORD")


def test_a_password_hashed_in_the_former_normalization_is_accepted() -> None:
    assert comparable_forms("\uff50\uff41ssword") == ["\uff50\uff41ssword", "password"]
    assert comparable_forms("pa\u0308ss") == ["p\u00e4ss"]
    assert comparable_forms("x" * 129) == []


@pytest.mark.parametrize("password", ["", "1234567", "x" * 129, "\u0958" * 65, "password", "QWERTYUIOP"])
def test_short_long_and_common_passwords_are_rejected(password: str) -> None:
    with pytest.raises(Invalid) as refused:
        validate_password(password)
    assert refused.value.errors[0].pointer == "/password"
    assert not password or password not in str(refused.value)


@pytest.mark.parametrize("text", ["abc", "A.b-c_9", "x" * 50])
def test_a_username_keeps_its_case_and_is_compared_without(text: str) -> None:
    assert (Username.parse(text).text, Username.parse(text).canonical) == (text, text.lower())


@pytest.mark.parametrize("text", ["ab", "x" * 51, "a b", "abc\n", "\u00e4bc", "a@b.c", "abc\0", "\uff41bc"])
def test_an_invalid_username_is_rejected(text: str) -> None:
    with pytest.raises(Invalid):
        Username.parse(text)
