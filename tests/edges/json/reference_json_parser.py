"""Reference JSON parser, written from the grammar of RFC 8259 alone.

It shares no code with the parsers under test and reads one character at a time.
"""

from typing import Any, NoReturn
from unicodedata import normalize

BLANK = " \t\n\r"
ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
HEXADECIMAL = "0123456789abcdefABCDEF"
DIGITS = "0123456789"
DEEPEST = 32
MOST_DIGITS = 40


class Malformed(Exception):
    """The document is not JSON or is nested too deeply."""


class Unsound(Exception):
    """The document is ambiguous JSON: duplicate keys, or numbers and text that not all parsers can represent."""


def judge(body: bytes) -> Any:
    """Parse the document. Raises Malformed or Unsound."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed from None
    reading = _Reading(text)
    value = reading.value(0)
    if reading.rest():
        raise Malformed
    if reading.unsound:
        raise Unsound
    return value


class _Reading:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self.unsound = False

    def value(self, depth: int) -> Any:
        self._blank()
        match self._look():
            case "{":
                return self._object(depth + 1)
            case "[":
                return self._array(depth + 1)
            case '"':
                return self._string()
            case "-" | "N" | "I" if (word := self._constant()) is not None:
                self.unsound = True
                return word
        for word, meaning in (("true", True), ("false", False), ("null", None)):
            if self._take(word):
                return meaning
        return self._number()

    def rest(self) -> str:
        self._blank()
        return self._text[self._at :]

    def _object(self, depth: int) -> dict[str, Any]:
        self._enter(depth)
        members: dict[str, Any] = {}
        self._blank()
        if self._take("}"):
            return members
        while True:
            self._blank()
            name = self._string()
            self._blank()
            if not self._take(":"):
                self._refuse()
            value = self.value(depth)
            self.unsound |= name in members
            members[name] = value
            self._blank()
            if self._take("}"):
                return members
            if not self._take(","):
                self._refuse()

    def _array(self, depth: int) -> list[Any]:
        self._enter(depth)
        items: list[Any] = []
        self._blank()
        if self._take("]"):
            return items
        while True:
            items.append(self.value(depth))
            self._blank()
            if self._take("]"):
                return items
            if not self._take(","):
                self._refuse()

    def _string(self) -> str:
        if not self._take('"'):
            self._refuse()
        units: list[int] = []
        while (character := self._next()) != '"':
            if ord(character) < 0x20:
                self._refuse()
            units += self._escaped() if character == "\\" else self._units(character)
        try:
            text = b"".join(unit.to_bytes(2, "big") for unit in units).decode("utf-16-be")
        except UnicodeDecodeError:
            self.unsound = True
            return repr(units)
        self.unsound |= "\0" in text
        return normalize("NFC", text)

    @staticmethod
    def _units(character: str) -> list[int]:
        encoded = character.encode("utf-16-be")
        return [int.from_bytes(encoded[i : i + 2], "big") for i in range(0, len(encoded), 2)]

    def _escaped(self) -> list[int]:
        kind = self._next()
        if kind in ESCAPES:
            return [ord(ESCAPES[kind])]
        if kind != "u":
            self._refuse()
        digits = "".join(self._next() for _ in range(4))
        if any(digit not in HEXADECIMAL for digit in digits):
            self._refuse()
        return [int(digits, 16)]

    def _number(self) -> int | float | None:
        start = self._at
        self._take("-")
        if not self._take("0") and not self._digits():
            self._refuse()
        whole = self._at
        if self._take(".") and not self._digits():
            self._refuse()
        if self._take("e") or self._take("E"):
            if not self._take("+"):
                self._take("-")
            if not self._digits():
                self._refuse()
        digits = self._text[start : self._at]
        if len(digits) > MOST_DIGITS:
            self.unsound = True
            return None
        if self._at == whole:
            number = int(digits)
            self.unsound |= not -(2**63) <= number < 2**63
            return number
        fraction = float(digits)
        self.unsound |= fraction in (float("inf"), float("-inf"))
        return fraction

    def _constant(self) -> str | None:
        words = ("NaN", "Infinity", "-Infinity")
        return next((word for word in words if self._take(word)), None)

    def _digits(self) -> bool:
        start = self._at
        while self._look() and self._look() in DIGITS:
            self._at += 1
        return self._at > start

    def _blank(self) -> None:
        while self._look() and self._look() in BLANK:
            self._at += 1

    def _enter(self, depth: int) -> None:
        self._next()
        if depth > DEEPEST:
            self._refuse()

    def _look(self) -> str:
        return self._text[self._at : self._at + 1]

    def _take(self, word: str) -> bool:
        found = self._text.startswith(word, self._at)
        self._at += len(word) if found else 0
        return found

    def _next(self) -> str:
        if not (character := self._look()):
            self._refuse()
        self._at += 1
        return character

    def _refuse(self) -> NoReturn:
        raise Malformed
