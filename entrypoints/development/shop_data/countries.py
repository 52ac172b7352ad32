"""Maps the country names of the shop's files to ISO 3166-1 alpha-2 codes."""

ALPHA_2 = {
    "Australia": "AU",
    "Austria": "AT",
    "Bahrain": "BH",
    "Belgium": "BE",
    "Brazil": "BR",
    "Canada": "CA",
    "Channel Islands": "JE",  # two bailiwicks, Jersey the larger
    "Cyprus": "CY",
    "Czech Republic": "CZ",
    "Denmark": "DK",
    "EIRE": "IE",
    "European Community": "BE",  # no country; its seat is in Brussels
    "Finland": "FI",
    "France": "FR",
    "Germany": "DE",
    "Greece": "GR",
    "Hong Kong": "HK",
    "Iceland": "IS",
    "Israel": "IL",
    "Italy": "IT",
    "Japan": "JP",
    "Lebanon": "LB",
    "Lithuania": "LT",
    "Malta": "MT",
    "Netherlands": "NL",
    "Norway": "NO",
    "Poland": "PL",
    "Portugal": "PT",
    "RSA": "ZA",
    "Saudi Arabia": "SA",
    "Singapore": "SG",
    "Spain": "ES",
    "Sweden": "SE",
    "Switzerland": "CH",
    "USA": "US",
    "United Arab Emirates": "AE",
    "United Kingdom": "GB",
    "Unspecified": "GB",  # not recorded: the shop's own country
}


class UnknownCountry(ValueError):
    """The country name is unknown."""


def alpha_2(name: str) -> str:
    """The code of the country. Raises UnknownCountry, because a guess could misdirect a parcel."""
    try:
        return ALPHA_2[name.strip()]
    except KeyError:
        raise UnknownCountry(f"unknown country {name!r}") from None
