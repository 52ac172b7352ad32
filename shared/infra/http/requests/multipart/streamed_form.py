"""Read a form with a file that is too large for memory: its parts are streamed (RFC 7578)."""

from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from shared.infra.http.requests.multipart.file_form import MULTIPART
from shared.infra.http.requests.multipart.uploads import UploadBody
from shared.infra.http.requests.strict_request import StrictRequest
from shared.infra.http.requests.validation import json_pointer
from shared.kernel.errors import BadRequest, FieldError, Invalid
from shared.kernel.values.text import canonical_text

MAX_PARTS = 20
MAX_FIELD_BYTES = 8000
"""Maximum number of bytes of a part that is not a file."""


@dataclass(frozen=True, slots=True)
class FormPart:
    """`pieces` must be read before the next part is requested; unread pieces are skipped."""

    name: str
    is_file: bool
    pieces: AsyncIterator[bytes]

    async def text(self) -> str:
        """Raises Invalid if the field is too long or is not UTF-8."""
        content = b""
        async for piece in self.pieces:
            content += piece
            if len(content) > MAX_FIELD_BYTES:
                raise self._wrong("too_long", f"At most {MAX_FIELD_BYTES} bytes are expected.")
        try:
            return canonical_text(content.decode())
        except UnicodeDecodeError:
            raise self._wrong("invalid_text", "The text is not UTF-8.") from None

    def _wrong(self, code: str, message: str) -> Invalid:
        return Invalid([FieldError(json_pointer([self.name]), code, message)])


class StreamedForm(UploadBody):
    """A dependency that gives the request's `FormStream`; the route does not read the body itself.

    `fields` are the OpenAPI schemas of the form's other fields. The file has the `media_type`, whatever its part
    declares; `example` is the content of one. Handling the request may take up to `seconds`.
    """

    def __init__(
        self,
        fields: Mapping[str, Any],
        required: Sequence[str],
        media_type: str,
        *,
        example: str,
        max_concurrent: int,
        seconds: float,
    ) -> None:
        super().__init__(max_concurrent=max_concurrent)
        self.seconds = seconds
        self._fields = fields
        self._required = required
        self._media_type = media_type
        self._example = example

    async def __call__(self, request: Request) -> "FormStream":  # type: ignore[override]  # streamed, not stored
        return await form_stream(request)

    async def read(self, request: StrictRequest) -> None:
        """Raises UnsupportedMediaType if the body is not a multipart form."""
        request.require_media_type(MULTIPART)

    def request_body(self, most: int) -> dict[str, Any]:
        file = {"type": "string", "format": "binary", "minLength": 1, "maxLength": most, "description": "The file."}
        schema = {
            "type": "object",
            "required": [*self._required, "file"],
            "additionalProperties": False,
            "properties": {**self._fields, "file": {**file, "examples": [self._example]}},
        }
        encoding = {"file": {"contentType": self._media_type}}
        return {"required": True, "content": {MULTIPART: {"schema": schema, "encoding": encoding}}}


async def form_stream(request: Request) -> "FormStream":
    """A dependency that gives the `FormStream` of a route whose `StreamedForm` is among `RouteClass.dependencies`."""
    return FormStream(request)


class FormStream:
    def __init__(self, request: Request) -> None:
        self._request = request

    async def parts(self) -> AsyncIterator[FormPart]:
        """The parts in order. Raises BadRequest at the first malformed one; the parts before it have been returned."""
        events = self._events()
        parts = 0
        async for event in events:
            if not isinstance(event, _PartStart):
                continue
            parts += 1
            if parts > MAX_PARTS:
                raise _malformed_form()
            yield FormPart(event.name, event.is_file, _pieces(events))

    async def _events(self) -> "AsyncIterator[_Event]":
        reading = _ParserEvents()
        parser = _parser(self._request, reading)
        try:
            async for chunk in self._request.stream():
                parser.write(chunk)
                while reading.events:
                    yield reading.events.popleft()
        except (FormParserError, UnicodeDecodeError, ValueError):
            raise _malformed_form() from None
        if not reading.is_over:
            raise _malformed_form()


@dataclass(frozen=True, slots=True)
class _PartStart:
    name: str
    is_file: bool


class _PartEnd:
    """The end of a part."""


_Event = _PartStart | _PartEnd | bytes


@dataclass(slots=True)
class _ParserEvents:
    """Events of the parser not consumed yet: at most those of one chunk of the body."""

    events: deque[_Event] = field(default_factory=deque)
    is_over: bool = False
    _header: bytearray = field(default_factory=bytearray)
    _value: bytearray = field(default_factory=bytearray)
    _disposition: bytes = b""

    def on_part_begin(self) -> None:
        self._disposition = b""

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def on_header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = bytes(self._value)
        self._header.clear()
        self._value.clear()

    def on_headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        if b"name" not in options:
            raise ValueError("a part without a name")
        self.events.append(_PartStart(options[b"name"].decode(), b"filename" in options))

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        self.events.append(data[start:end])

    def on_part_end(self) -> None:
        self.events.append(_PartEnd())

    def on_end(self) -> None:
        self.is_over = True


def _parser(request: Request, reading: _ParserEvents) -> MultipartParser:
    _, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary")
    if not boundary:
        raise _malformed_form()
    names = [name for name in dir(reading) if name.startswith("on_")]
    return MultipartParser(boundary, {name: getattr(reading, name) for name in names})  # type: ignore[arg-type]  # by name


async def _pieces(events: AsyncIterator[_Event]) -> AsyncIterator[bytes]:
    async for event in events:
        if isinstance(event, _PartEnd):
            return
        if isinstance(event, bytes):
            yield event


def _malformed_form() -> BadRequest:
    return BadRequest("malformed_json", "The body cannot be read as a form.")
