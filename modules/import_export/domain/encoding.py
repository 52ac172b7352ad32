"""Converts the bytes of a file from any Unicode encoding to UTF-8."""

import codecs

from modules.import_export.domain.header import file_error

_PROGRAMS = {
    b"PK\x03\x04": "The file is a workbook (xlsx) or another archive, not CSV: save it as CSV UTF-8.",
    b"\xd0\xcf\x11\xe0": "The file is an old workbook (xls), not CSV: save it as CSV UTF-8.",
    b"\x1f\x8b": "The file is compressed with gzip: decompress it first.",
    b"%PDF": "The file is a PDF document, not CSV: save the table as CSV UTF-8.",
}
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ENOUGH = 4
"""Bytes needed to detect the encoding or file type."""


class Utf8Transcoder:
    """Converts a file to UTF-8 piece by piece. UTF-16 requires a byte order mark."""

    def __init__(self) -> None:
        self._begun = b""
        self._decoder: codecs.IncrementalDecoder | None = None

    def feed(self, piece: bytes, *, final: bool = False) -> bytes:
        """Raises Invalid for bytes that are not Unicode text; known file types are named."""
        if self._decoder is None:
            piece = self._begun + piece
            if len(piece) < _ENOUGH and not final:
                self._begun = piece
                return b""
            self._decoder = self._detect(piece)
        try:
            text = self._decoder.decode(piece, final)
        except UnicodeDecodeError:
            raise file_error("invalid_text", "The file is not UTF-8: save it as CSV UTF-8.") from None
        if "\0" in text:
            raise file_error("invalid_text", "The file contains NUL characters: save it as CSV UTF-8.")
        return text.encode()

    def _detect(self, begin: bytes) -> codecs.IncrementalDecoder:
        for magic, message in _PROGRAMS.items():
            if begin.startswith(magic):
                raise file_error("not_csv", message)
        return codecs.getincrementaldecoder("utf-16" if begin.startswith(_UTF16) else "utf-8")()
