import pytest

from modules.notifications.application.send_welcome import SendWelcome
from modules.notifications.ports.mailer import NotSent
from tests.modules.notifications.twins import ADA, MemoryMailer, MemoryRecipients, MemorySentMails


class Desk:
    def __init__(self) -> None:
        self.mailer = MemoryMailer()
        self.recipients = MemoryRecipients(ADA)
        self.sent = MemorySentMails()
        self.welcome = SendWelcome(self.recipients, self.mailer, self.sent, "https://shop.example")


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_a_new_user_is_greeted(desk: Desk) -> None:
    await desk.welcome("k", 7)
    (mail,) = desk.mailer.sent
    assert mail.recipient == "ada@example.com"
    assert mail.subject == "Welcome, Ada Lovelace"
    assert "https://shop.example" in mail.text
    assert desk.sent.noted == {"k": ("welcome", 7, "<k@test>")}


async def test_the_same_delivery_sends_one_mail(desk: Desk) -> None:
    for _ in range(3):
        await desk.welcome("k", 7)
    assert len(desk.mailer.sent) == 1


async def test_who_was_erased_gets_none(desk: Desk) -> None:
    await desk.welcome("k", 8)
    assert not desk.mailer.sent
    assert not desk.sent.noted


async def test_a_mail_that_did_not_get_off_is_not_noted(desk: Desk) -> None:
    desk.mailer.refuses = True
    with pytest.raises(NotSent):
        await desk.welcome("k", 7)
    assert not desk.sent.noted
    desk.mailer.refuses = False
    await desk.welcome("k", 7)
    assert len(desk.mailer.sent) == 1
