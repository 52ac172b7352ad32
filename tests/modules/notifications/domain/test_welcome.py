import pytest

from modules.notifications.domain.mail import Mail
from modules.notifications.domain.welcome import welcome


def test_without_a_full_name_it_is_the_user_name() -> None:
    assert welcome("k", "a@b.c", "ada", None, "http://shop").subject == "Welcome, ada"


def test_a_name_of_several_lines_becomes_one_line() -> None:
    assert welcome("k", "a@b.c", "ada", "Ada\r\nBcc: all@b.c", "http://shop").subject == "Welcome, Ada Bcc: all@b.c"


@pytest.mark.parametrize(("recipient", "subject"), [("a@b.c\nBcc: d@e.f", "Hi"), ("a@b.c", "Hi\r\nX: y")])
def test_a_mail_smuggles_no_headers(recipient: str, subject: str) -> None:
    with pytest.raises(ValueError):
        Mail("k", recipient, subject, "")


def test_addresses_stay_out_of_logs() -> None:
    assert "a@b.c" not in repr(welcome("k", "a@b.c", "ada", None, "http://shop"))
