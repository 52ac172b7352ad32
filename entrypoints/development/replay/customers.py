"""Generates reproducible names, e-mail addresses and postal addresses for customer numbers."""

from collections.abc import Sequence
from zlib import crc32

from entrypoints.development.shop_data.countries import alpha_2
from entrypoints.development.shop_data.rows import GUEST, Order

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

POSTAL_CODES = {
    **dict.fromkeys(("DE", "ES", "FI", "FR", "IT", "US"), "1####"),
    **dict.fromkeys(("AU", "AT", "BE", "CH", "CY", "DK", "NO", "ZA"), "1###"),
    "BR": "1####-###",
    "CA": "H#Z #Y#",
    "CZ": "1## ##",
    "GB": "LS# #AP",
    "GR": "1## ##",
    "IS": "1##",
    "JE": "JE# #AP",
    "JP": "1##-####",
    "LT": "1####",
    "NL": "1### AB",
    "PL": "1#-###",
    "PT": "1###-###",
    "SE": "1## ##",
    "SG": "######",
}
"""Postal code patterns of the countries in the files; # is a digit."""

REGIONS = {"AE": "Dubai", "AU": "NSW", "BR": "SP", "CA": "QC", "ES": "Madrid", "HK": "Kowloon", "IT": "RM",
           "JP": "Tokyo", "US": "NY"}  # fmt: skip
"""A region for countries whose addresses need one."""


def email(customer_ref: str) -> str:
    return f"c{customer_ref.lower()}@customers.example"


def username(customer_ref: str) -> str:
    return f"c{customer_ref}"


def full_name(who: str) -> str:
    return f"{_pick(FIRST, who, 'first')} {_pick(LAST, who, 'last')}"


def guest(order: Order) -> dict[str, str]:
    """A guest; each guest order has a different one."""
    return {"name": full_name(order.order_ref), "email": f"g{order.order_ref.lower()}@guests.example"}


def address(order: Order) -> dict[str, str]:
    """The shipping address of an order. Raises UnknownCountry."""
    who = order.order_ref if order.customer_ref == GUEST else order.customer_ref
    country = alpha_2(order.country)
    written = {
        "name": full_name(who),
        "line1": f"{1 + _number(who, 'house') % 200} {_pick(STREETS, who, 'street')}",
        "city": _pick(CITIES, who, "city"),
        "country": country,
    }
    if country in POSTAL_CODES:
        digits = iter(f"{_number(who, 'post') % 10**9:09}")
        written["postal_code"] = "".join(next(digits) if c == "#" else c for c in POSTAL_CODES[country])
    if country in REGIONS:
        written["region"] = REGIONS[country]
    return written


def _number(who: str, of: str) -> int:
    return crc32(f"{of}:{who}".encode())


def _pick(choices: Sequence[str], who: str, of: str) -> str:
    return choices[_number(who, of) % len(choices)]
