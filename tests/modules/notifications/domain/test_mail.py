import pytest

from modules.notifications.domain.mail import Mail, one_line
from modules.notifications.domain.recipient import Recipient


def test_the_display_name_defaults_to_the_user_name() -> None:
    assert Recipient("a@b.c", None, "ada", 7).name == "ada"
    assert Recipient("a@b.c", None).name == ""


@pytest.mark.parametrize("sign", ["\r\n", "\n", "\r", "\x00", "\x1b", "\u0085", "\u2028", "\u2029", "\u202e", "\t"])
def test_a_name_is_reduced_to_one_line(sign: str) -> None:
    assert Recipient("a@b.c", f"Ada{sign}Bcc: all@b.c").name == "Ada Bcc: all@b.c"


def test_names_in_any_script_are_unchanged() -> None:
    for name in ("Zoë Ångström", "محمد", "李小龍", "न‍हि", "O'Neil 👩‍🚀"):
        assert one_line(name) == name


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\x00", "\u0085", "\u2028"])
def test_headers_cannot_be_injected(sign: str) -> None:
    for recipient, subject in ((f"a@b.c{sign}Bcc: d@e.f", "Hi"), ("a@b.c", f"Hi{sign}X: y")):
        with pytest.raises(ValueError):
            Mail("k", recipient, subject, "", "")


def test_recipients_are_not_logged() -> None:
    recipient = Recipient("a@b.c", "Ada Lovelace", "ada", 7)
    shown = repr(recipient) + repr(Mail("k", recipient.address, "Welcome, Ada", "Hello Ada", "<p>Hello Ada</p>"))
    assert "Ada" not in shown
    assert "a@b.c" not in shown
