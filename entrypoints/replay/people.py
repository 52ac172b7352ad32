"""Names, e-mails and addresses for customers the files know by number alone: the same for the same number."""

from collections.abc import Sequence
from zlib import crc32

from entrypoints.shop_data.countries import alpha_2
from entrypoints.shop_data.rows import GUEST, Order

FIRST = (
    "Ada",
    "Bela",
    "Clara",
    "Dev",
    "Elsa",
    "Femi",
    "Grace",
    "Hugo",
    "Ines",
    "Jonas",
    "Kira",
    "Luis",
    "Mina",
    "Noor",
)
LAST = ("Abbott", "Berg", "Costa", "Dunne", "Evans", "Fischer", "Grant", "Hale", "Ito", "Jansen", "Khan", "Lindqvist")
STREETS = ("Church Lane", "High Street", "Mill Road", "Park Avenue", "Station Road", "Victoria Street", "West Street")
CITIES = ("Ashford", "Bramley", "Carlton", "Denby", "Easton", "Fairfield", "Granby", "Hartley", "Kirkby", "Linton")


def email(customer_ref: str) -> str:
    return f"c{customer_ref.lower()}@customers.example"


def username(customer_ref: str) -> str:
    return f"c{customer_ref}"


def full_name(who: str) -> str:
    return f"{_pick(FIRST, who, 'first')} {_pick(LAST, who, 'last')}"


def guest(order: Order) -> dict[str, str]:
    """Who a guest is: every order of one is somebody else's."""
    return {"name": full_name(order.order_ref), "email": f"g{order.order_ref.lower()}@guests.example"}


def address(order: Order) -> dict[str, str]:
    """Where the order goes. Raises UnknownCountry."""
    who = order.order_ref if order.customer_ref == GUEST else order.customer_ref
    return {
        "name": full_name(who),
        "line1": f"{1 + _number(who, 'house') % 200} {_pick(STREETS, who, 'street')}",
        "city": _pick(CITIES, who, "city"),
        "postal_code": f"{10_000 + _number(who, 'post') % 90_000}",
        "country": alpha_2(order.country),
    }


def _number(who: str, of: str) -> int:
    return crc32(f"{of}:{who}".encode())


def _pick(choices: Sequence[str], who: str, of: str) -> str:
    return choices[_number(who, of) % len(choices)]
