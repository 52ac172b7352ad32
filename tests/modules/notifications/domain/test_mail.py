import pytest

from modules.notifications.domain.mail import Mail, one_line
from modules.notifications.domain.recipient import Recipient


def test_without_a_full_name_it_is_the_user_name() -> None:
    assert Recipient("a@b.c", None, "ada", 7).name == "ada"
    assert Recipient("a@b.c", None).name == ""


@pytest.mark.parametrize("sign", ["\r\n", "\n", "\r", "\x00", "\x1b", "\u0085", "\u2028", "\u2029", "\u202e", "\t"])
def test_a_name_stays_on_its_line(sign: str) -> None:
    assert Recipient("a@b.c", f"Ada{sign}Bcc: all@b.c").name == "Ada Bcc: all@b.c"


def test_names_of_all_tongues_are_left_as_they_are() -> None:
    for name in ("Zoë Ångström", "محمد", "李小龍", "न‍हि", "O'Neil 👩‍🚀"):
        assert one_line(name) == name


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\x00", "\u0085", "\u2028"])
def test_a_mail_smuggles_no_headers(sign: str) -> None:
    for recipient, subject in ((f"a@b.c{sign}Bcc: d@e.f", "Hi"), ("a@b.c", f"Hi{sign}X: y")):
        with pytest.raises(ValueError):
            Mail("k", recipient, subject, "", "")


def test_who_is_written_to_stays_out_of_logs() -> None:
    recipient = Recipient("a@b.c", "Ada Lovelace", "ada", 7)
    shown = repr(recipient) + repr(Mail("k", recipient.address, "Welcome, Ada", "Hello Ada", "<p>Hello Ada</p>"))
    assert "Ada" not in shown
    assert "a@b.c" not in shown
