"""What spreadsheets make of codes and amounts."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.infra.http.csv.spreadsheet_values import minor_units, parse_code, parse_codes


@pytest.mark.parametrize(
    ("cell", "currency", "mark", "units"),
    [
        ("19.5", "GBP", ".", 1950),
        ("19.50", "GBP", ".", 1950),
        ("1.990", "GBP", ".", 199),
        (".5", "GBP", ".", 50),
        ("19,5", "EUR", ",", 1950),
        ("1500", "JPY", ".", 1500),
        ("1.999", "KWD", ".", 1999),
        ("0.07", "GBP", ".", 7),
        ("-3.5", "GBP", ".", -350),
    ],
)
def test_amounts_are_exact(cell: str, currency: str, mark: str, units: int) -> None:
    assert minor_units(cell, currency, mark) == units


@pytest.mark.parametrize(
    ("cell", "currency", "mark", "said"),
    [
        ("1.999", "GBP", ".", "GBP has 2 decimal places, the amount has 3"),
        ("1.5", "JPY", ".", "JPY has no decimal places"),
        ("19,5", "GBP", ".", "send decimal=,"),
        ("19.5", "EUR", ",", "send decimal=."),
        ("1,299.00", "GBP", ".", "Thousands separators"),
        ("1,299", "GBP", ".", "Thousands separators"),
        ("1.299,00", "EUR", ",", "Thousands separators"),
        ("1 299.00", "GBP", ".", "Thousands separators"),
        ("\u00a319.50", "GBP", ".", "without a currency's sign"),
        ("1e5", "GBP", ".", "digits"),
        ("19.", "GBP", ".", "digits"),
        ("", "GBP", ".", "digits"),
        ("\u0663", "GBP", ".", "digits"),
        ("9" * 5000, "GBP", ".", "at most 15 digits"),
        ("0." + "1" * 5000, "GBP", ".", "decimal places"),
    ],
)
def test_an_invalid_amount_is_rejected_with_a_reason(cell: str, currency: str, mark: str, said: str) -> None:
    with pytest.raises(ValueError, match=said.replace(".", r"\.")):
        minor_units(cell, currency, mark)


@given(st.integers(0, 10**11), st.sampled_from([("JPY", 0), ("GBP", 2), ("KWD", 3)]), st.sampled_from(".,"))
def test_every_amount_is_read_as_it_is_written(units: int, currency: tuple[str, int], mark: str) -> None:
    name, places = currency
    written = f"{Decimal(units).scaleb(-places):f}"
    assert minor_units(written.replace(".", mark), name, mark) == units


@given(st.text(st.sampled_from("0123456789.,-' eE\u0663"), max_size=20), st.sampled_from(".,"))
def test_any_text_is_parsed_or_rejected(cell: str, mark: str) -> None:
    with suppress(ValueError):
        assert minor_units(cell, "GBP", mark) == Decimal(cell.replace(mark, ".")) * 100


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("4.006381333931E+12", "4006381333931"),
        ("4,006381333931E+12", "4006381333931"),
        ("'0012", "0012"),
        ("'plain'", "'plain'"),
        ("1E5", "1E5"),
        ("ABC 123", "ABC 123"),
    ],
)
def test_codes_in_scientific_notation_are_restored_if_exact(cell: str, read: str) -> None:
    assert parse_code(cell) == read


@pytest.mark.parametrize("cell", ["4.00638E+12", "4E+12", "1.23E+05"])
def test_codes_that_lost_digits_are_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="cut its digits"):
        parse_code(cell)


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("501|502", ["501", "502"]),
        ("501\n502\n501", ["501", "502"]),
        ("4006381333931, 4006381333948", ["4006381333931", "4006381333948"]),
        ("4006381333931 / 5012345678900", ["4006381333931", "5012345678900"]),
        ("4.006381333931E+12|'0012", ["4006381333931", "0012"]),
        ("ABC 123", ["ABC 123"]),
        (" ", []),
    ],
)
def test_several_codes_in_a_cell(cell: str, read: list[str]) -> None:
    assert parse_codes(cell) == read


@pytest.mark.parametrize("cell", ["501,502", "A;B", "4006381333931, 4006381333932"])
def test_ambiguous_lists_of_codes_are_rejected(cell: str) -> None:
    with pytest.raises(ValueError, match=r"put \| between them"):
        parse_codes(cell)


@given(st.integers(10, 10**13))
def test_integers_in_scientific_notation_are_restored(number: int) -> None:
    digits = str(number)
    assert parse_code(f"{digits[0]}.{digits[1:]}E+{len(digits) - 1:02}") == digits
