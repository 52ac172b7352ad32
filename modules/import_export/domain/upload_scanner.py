"""Validates an upload piece by piece and counts its lines."""

from modules.import_export.domain.csv_parser import MAX_RECORD_BYTES
from modules.import_export.domain.encoding import Utf8Transcoder
from modules.import_export.domain.header import file_error

MAX_LINES = 1_000_000


class UploadScanner:
    """Stores only the first bytes. `lines` counts line breaks outside quotes, an upper bound of the records."""

    def __init__(self) -> None:
        self.head = b""
        self.size = 0
        self._breaks = 0
        self._quotes = 0
        self._last = b""
        self._utf8 = Utf8Transcoder()

    @property
    def lines(self) -> int:
        return self._breaks + (self._last not in (b"", b"\n"))

    def feed(self, piece: bytes) -> bytes:
        """The piece in UTF-8. Raises Invalid for bytes that are not Unicode text, and for too many lines."""
        text = self._utf8.feed(piece)
        self._count(text)
        return text

    def finish(self) -> bytes:
        """The remaining bytes. Raises Invalid for an empty file, an incomplete last character, or CR line ends."""
        text = self._utf8.feed(b"", final=True)
        self._count(text)
        if not self.size:
            raise file_error("required", "The file is empty.")
        if b"\r" in self.head and b"\n" not in self.head:
            raise file_error("line_ends", "Lines must end with LF or CRLF, not with CR alone.")
        return text

    def _count(self, text: bytes) -> None:
        if len(self.head) < MAX_RECORD_BYTES:
            self.head += text[: MAX_RECORD_BYTES - len(self.head)]
        self.size += len(text)
        for segment in text.split(b'"'):
            if self._quotes % 2 == 0:
                self._breaks += segment.count(b"\n")
            self._quotes += 1
        self._quotes -= 1  # a piece of n quotes has n + 1 segments
        self._last = text[-1:] or self._last
        if self._breaks > MAX_LINES:
            raise file_error(
                "too_many_lines", f"A file may have at most {MAX_LINES:,} lines: split it into several files."
            )
