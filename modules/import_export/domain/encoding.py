"""The bytes of a file as UTF-8, whatever of Unicode they were sent in."""

import codecs

from modules.import_export.domain.header import file_error

_PROGRAMS = {
    b"PK\x03\x04": "The file is a workbook (xlsx) or another archive, not CSV: save it as CSV UTF-8.",
    b"\xd0\xcf\x11\xe0": "The file is an old workbook (xls), not CSV: save it as CSV UTF-8.",
    b"\x1f\x8b": "The file is packed by gzip: unpack it first.",
    b"%PDF": "The file is a PDF document, not CSV: save the table as CSV UTF-8.",
}
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ENOUGH = 4
"""Bytes that tell what it is."""


class Utf8Transcoder:
    """Takes the file piece by piece and gives it back in UTF-8: UTF-16 with a byte order mark is converted."""

    def __init__(self) -> None:
        self._begun = b""
        self._decoder: codecs.IncrementalDecoder | None = None

    def feed(self, piece: bytes, *, final: bool = False) -> bytes:
        """Raises Invalid for what is no text in Unicode, and for other programs' files by their names."""
        if self._decoder is None:
            piece = self._begun + piece
            if len(piece) < _ENOUGH and not final:
                self._begun = piece
                return b""
            self._decoder = self._told(piece)
        try:
            text = self._decoder.decode(piece, final)
        except UnicodeDecodeError:
            raise file_error("invalid_text", "The file is not UTF-8: save it as CSV UTF-8.") from None
        if "\0" in text:
            raise file_error("invalid_text", "The file holds NUL characters: save it as CSV UTF-8.")
        return text.encode()

    def _told(self, begin: bytes) -> codecs.IncrementalDecoder:
        for magic, message in _PROGRAMS.items():
            if begin.startswith(magic):
                raise file_error("not_csv", message)
        return codecs.getincrementaldecoder("utf-16" if begin.startswith(_UTF16) else "utf-8")()
