"""Generates customers."""

from dataclasses import dataclass
from random import Random

from entrypoints.development.shop_data.generator.distributions import zipf
from entrypoints.development.shop_data.rows import GUEST

FIRST_CUSTOMER = 12_346
GUEST_SHARE = 0.093
MOVED_SHARE = 0.002
HOME = "United Kingdom"
COUNTRIES = {
    HOME: 3600, "Germany": 82, "France": 74, "EIRE": 40, "Australia": 18, "Belgium": 18, "Spain": 18,
    "Netherlands": 13, "Portugal": 12, "Switzerland": 10, "Italy": 7, "Japan": 7, "Cyprus": 6, "Finland": 6,
    "Norway": 5, "Sweden": 5, "Channel Islands": 4, "Poland": 4, "Denmark": 2, "Israel": 2, "USA": 2, "RSA": 1,
    "European Community": 1, "Unspecified": 1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Customer:
    ref: str
    country: str


class Customers:
    """Customers for a number of orders: most order once, a few order often."""

    def __init__(self, random: Random, orders: int) -> None:
        count = max(1, orders * 55 // 100)
        refs = random.sample(range(FIRST_CUSTOMER, FIRST_CUSTOMER + 4 * count), count)
        self._customers = [Customer(str(ref), self._country(random)) for ref in refs]
        self._weights = zipf(count, 0.8, 20)

    def next(self, random: Random) -> Customer:
        """The customer of the next order."""
        if random.random() < GUEST_SHARE:
            return Customer(GUEST, self._country(random))
        customer = random.choices(self._customers, cum_weights=self._weights)[0]
        return Customer(customer.ref, self._country(random)) if random.random() < MOVED_SHARE else customer

    def _country(self, random: Random) -> str:
        return random.choices(list(COUNTRIES), list(COUNTRIES.values()))[0]
