"""Repair codes and amounts that a spreadsheet changed, and reject those whose original value is uncertain."""

import re
from itertools import chain

from shared.kernel.values.currencies import exponent_of

MAX_AMOUNT_DIGITS = 15
"""Maximum number of digits of an amount; far more than any price has."""

_SCIENTIFIC = re.compile(r"(\d)(?:[.,](\d{1,30}))?[eE]\+(\d{1,2})", re.ASCII)
_GTIN_LENGTHS = (8, 12, 13, 14)
_BETWEEN = re.compile(r"[,;/\s]+")
_THOUSANDS = re.compile(r"\d{1,3}([.,'\u2019\s]\d{3})+([.,]\d+)?")
_GROUP = 3


def parse_code(cell: str) -> str:
    """A code that a spreadsheet may have converted to a number, or protected by an apostrophe.

    `4.006381333931E+12` has all its digits. Raises ValueError for `4.00638E+12`, which has lost some.
    """
    if cell[:1] == "'" and _are_digits(cell[1:]):
        return cell[1:]
    written = _SCIENTIFIC.fullmatch(cell)
    if written is None:
        return cell
    whole, fraction, exponent = written[1], written[2] or "", int(written[3])
    if len(fraction) != exponent:
        raise ValueError("A spreadsheet made a number of the code and cut its digits: format the column as text.")
    return whole + fraction


def parse_codes(cell: str) -> list[str]:
    """The codes in a cell, separated by `|` or a line break; other separators only if all parts are certainly codes.

    Raises ValueError if the number of codes is uncertain.
    """
    parts = [part.strip() for part in re.split(r"[|\n]", cell)]
    return list(dict.fromkeys(chain.from_iterable(_several(part) for part in parts if part)))


def _several(part: str) -> list[str]:
    tokens = [token for token in _BETWEEN.split(part) if token]
    if len(tokens) > 1 and all(map(_is_gtin, tokens)):
        return tokens
    if ";" in part or ("," in part and _SCIENTIFIC.fullmatch(part) is None):
        raise ValueError("There are several codes in the cell: put | between them.")
    return [parse_code(part)]


def _is_gtin(text: str) -> bool:
    """Whether it is a GTIN by GS1: 8, 12, 13 or 14 digits with a valid check digit."""
    if len(text) not in _GTIN_LENGTHS or not _are_digits(text):
        return False
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(text))) % 10 == 0


def minor_units(cell: str, currency: str, mark: str = ".") -> int:
    """Convert an amount in major units to minor units, exactly: `19.5` GBP are 1950; `mark` is the decimal mark.

    Raises ValueError for other text, and for more decimal places than the currency has.
    """
    amount = cell.removeprefix("-")
    whole, _, fraction = amount.partition(mark)
    if not _are_digits(whole + fraction) or amount.endswith(mark):
        raise ValueError(_no_amount(cell, mark))
    places, fraction = exponent_of(currency), fraction.rstrip("0")
    if len(fraction) > places:
        have = f"{places} decimal places" if places else "no decimal places"
        raise ValueError(f"{currency} has {have}, the amount has {len(fraction)}; it is not rounded.")
    if len(whole) > MAX_AMOUNT_DIGITS:
        raise ValueError(f"An amount has at most {MAX_AMOUNT_DIGITS} digits before the decimal mark.")
    units = int((whole or "0") + fraction.ljust(places, "0"))
    return -units if amount != cell else units


def _are_digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _no_amount(cell: str, mark: str) -> str:
    other = "," if mark == "." else "."
    if _are_digits(cell.replace(other, "", 1)) and len(cell.partition(other)[2]) != _GROUP:
        return f"`{mark}` is the decimal mark of this import: send decimal={other} for a file that writes `{other}`."
    if len(cell) <= MAX_AMOUNT_DIGITS * 2 and _THOUSANDS.fullmatch(cell):
        return f"Thousands separators are not read, and `{mark}` is the decimal mark: write 1299{mark}95."
    return f"An amount in digits is expected, like 19{mark}95, without a currency's sign or thousands separators."
