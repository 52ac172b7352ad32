"""Rules for addresses by country: required parts, postal code formats and known regions."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from modules.orders.domain.order.buyer import Address
from shared.kernel.errors import FieldError

_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc"), "-")
_MIN_PARTIAL_LENGTH = 4
"""Minimum number of letters for a region to match a part of a longer name."""


@dataclass(frozen=True, slots=True)
class PostalCodeRule:
    """`shape` matches a printed code. `prefixes` may precede it (`CH-8001`). `examples` are existing codes."""

    shape: re.Pattern[str]
    examples: Sequence[str]
    prefixes: Sequence[str] = ()

    def accepts(self, code: str) -> bool:
        """Ignores case, digit script, spaces and hyphens."""
        return self.shape.fullmatch(code) is not None or any(map(self.shape.fullmatch, self._spellings(code)))

    def _spellings(self, code: str) -> Iterator[str]:
        digits = "".join(str(unicodedata.decimal(c, c)) for c in unicodedata.normalize("NFKC", code))
        plain = " ".join(digits.translate(_DASHES).upper().split())
        bare = next((plain[len(p) :].lstrip(" -") for p in self.prefixes if plain.startswith(p)), None)
        for text in (plain, bare, plain[2:] if plain[1:2] == "-" and plain[0].isalpha() else None):
            if text:
                yield text
                yield text.replace(" ", "-")
                yield text.replace(" ", "").replace("-", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryRules:
    """`required` holds the names of required address parts. `regions` holds all folded names of the country's regions;
    empty means that regions are not checked. `region_examples` are shown in error messages.
    """

    required: Collection[str]
    postal_code: PostalCodeRule | None = None
    regions: Collection[str] = ()
    region_examples: Sequence[str] = ()

    def flaws(self, address: Address, pointer: str) -> Sequence[FieldError]:
        """Return missing and invalid parts with a hint for each. `pointer` is the JSON pointer of the address."""
        return () if self._is_obviously_valid(address) else list(self._errors(address, pointer))

    def _is_obviously_valid(self, address: Address) -> bool:
        """Fast path for almost all orders."""
        required, rule, code = self.required, self.postal_code, address.postal_code
        return (
            (address.city is not None or "city" not in required)
            and "region" not in required
            and (code is not None or "postal_code" not in required)
            and (rule is None or code is None or rule.shape.fullmatch(code) is not None)
        )

    def _errors(self, address: Address, pointer: str) -> Iterator[FieldError]:
        country = address.country
        for part in _PARTS:
            if part in self.required and getattr(address, part) is None and not self._is_named_otherwise(part, address):
                example = self._example(part)
                message = f"An address in {country} needs a {part.replace('_', ' ')}{example}."
                yield FieldError(f"{pointer}/{part}", "required", message)
        rule = self.postal_code
        if rule is not None and address.postal_code is not None and not rule.accepts(address.postal_code):
            message = f"Postal codes of {country} look like {' or '.join(rule.examples[:2])}."
            if "postal_code" not in self.required:
                message += " It may be left out there."
            yield FieldError(f"{pointer}/postal_code", "postal_code_invalid", message)
        if address.region is not None and self.regions and not self._is_region(address.region):
            message = f"{country} has no such region; write it like {', '.join(self.region_examples)}."
            yield FieldError(f"{pointer}/region", "region_unknown", message)

    def _is_named_otherwise(self, part: str, address: Address) -> bool:
        """Accept the city in place of the region where postal addresses have no city: Dubai, Kowloon, Tokyo."""
        return part == "region" and "city" not in self.required and address.city is not None

    def _example(self, part: str) -> str:
        shown: Sequence[str] = ()
        if part == "postal_code" and self.postal_code is not None:
            shown = self.postal_code.examples
        elif part == "region":
            shown = self.region_examples
        return f", for example {shown[0]}" if shown else ""

    def _is_region(self, text: str) -> bool:
        named = folded(text)
        return named in self.regions or any(
            (len(named) >= _MIN_PARTIAL_LENGTH and named in known)
            or (len(known) >= _MIN_PARTIAL_LENGTH and known in named)
            for known in self.regions
        )


_PARTS = ("line1", "city", "region", "postal_code")


def folded(name: str) -> str:
    """Fold a region's name for comparison: letters and digits only, without case and accents."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(character for character in apart if character.isalnum())
