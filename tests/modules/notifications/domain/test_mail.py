import pytest

from modules.notifications.domain.mail import Mail, one_line
from modules.notifications.domain.recipient import Recipient


def test_the_display_name_defaults_to_the_user_name() -> None:
    assert Recipient(address="a@b.c", full_name=None, username="ada", user_id=7).name == "ada"
    assert Recipient(address="a@b.c", full_name=None).name == ""


@pytest.mark.parametrize("sign", ["\r\n", "\n", "\r", "\x00", "\x1b", "\u0085", "\u2028", "\u2029", "\u202e", "\t"])
def test_a_name_is_reduced_to_one_line(sign: str) -> None:
    assert Recipient(address="a@b.c", full_name=f"Ada{sign}Bcc: all@b.c").name == "Ada Bcc: all@b.c"


def test_names_in_any_script_are_unchanged() -> None:
    for name in ("Zoë Ångström", "محمد", "李小龍", "न‍हि", "O'Neil 👩‍🚀"):
        assert one_line(name) == name


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\x00", "\u0085", "\u2028"])
def test_headers_cannot_be_injected(sign: str) -> None:
    for recipient, subject in ((f"a@b.c{sign}Bcc: d@e.f", "Hi"), ("a@b.c", f"Hi{sign}X: y")):
        with pytest.raises(ValueError):
            Mail(key="k", recipient=recipient, subject=subject, text="", html="")


def test_recipients_are_not_logged() -> None:
    recipient = Recipient(address="a@b.c", full_name="Ada Lovelace", username="ada", user_id=7)
    shown = repr(recipient) + repr(
        Mail(key="k", recipient=recipient.address, subject="Welcome, Ada", text="Hello Ada", html="<p>Hello Ada</p>")
    )
    assert "Ada" not in shown
    assert "a@b.c" not in shown
