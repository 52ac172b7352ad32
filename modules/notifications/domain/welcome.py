"""What is written to somebody who has just registered."""

from modules.notifications.domain.mail import Mail

KIND = "welcome"


def welcome(key: str, recipient: str, username: str, full_name: str | None, shop_url: str) -> Mail:
    name = " ".join((full_name or username).split())
    text = (
        f"Hello {name},\n\n"
        f"welcome to our shop. Your user name is {username}; you can sign in with it\n"
        f"or with this e-mail address.\n\n"
        f"{shop_url}\n\n"
        f"If it was not you who registered, please tell us by answering this mail.\n"
    )
    return Mail(key, recipient, f"Welcome, {name}", text)
