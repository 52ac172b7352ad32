"""A file as it comes in, looked at piece by piece: whether it can be a table, and of how many lines."""

import codecs

from modules.exchange.domain.layout import FILE
from modules.exchange.domain.table import LONGEST_RECORD
from shared.kernel.errors import FieldError, Invalid

MOST_LINES = 1_000_000


class Intake:
    """Keeps the first bytes and no others. `lines` are those outside quotes, an upper bound of the records."""

    def __init__(self) -> None:
        self.head = b""
        self.size = 0
        self._breaks = 0
        self._quotes = 0
        self._last = b""
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    @property
    def lines(self) -> int:
        return self._breaks + (self._last not in (b"", b"\n"))

    def see(self, piece: bytes) -> None:
        """Raises Invalid for what is no text in UTF-8, for lines that end in CR alone, and for too many lines."""
        if b"\0" in piece:
            raise refused("invalid_text", "The file holds NUL characters.")
        self._decode(piece)
        if len(self.head) < LONGEST_RECORD:
            self.head += piece[: LONGEST_RECORD - len(self.head)]
        self.size += len(piece)
        for segment in piece.split(b'"'):
            if self._quotes % 2 == 0:
                self._breaks += segment.count(b"\n")
            self._quotes += 1
        self._quotes -= 1  # a piece of n quotes has n + 1 segments
        self._last = piece[-1:] or self._last
        if self._breaks > MOST_LINES:
            raise refused("too_many_lines", f"A file has at most {MOST_LINES:,} lines: divide it.")

    def end(self) -> None:
        """Raises Invalid for a file that is empty or ends amid a character."""
        if not self.size:
            raise refused("required", "The file is empty.")
        self._decode(b"", final=True)
        if b"\r" in self.head and b"\n" not in self.head:
            raise refused("line_ends", "Lines end with LF or CRLF, not with CR alone.")

    def _decode(self, piece: bytes, *, final: bool = False) -> None:
        try:
            self._decoder.decode(piece, final)
        except UnicodeDecodeError:
            raise refused("invalid_text", "The file is not UTF-8: save it as CSV in UTF-8.") from None


def refused(code: str, message: str) -> Invalid:
    return Invalid([FieldError(FILE, code, message)])
