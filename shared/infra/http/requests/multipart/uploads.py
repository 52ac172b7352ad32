"""Files as bodies: the bytes themselves, or a form with the one part `file`."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from shared.infra.http.requests.multipart.file_form import MULTIPART, read_single_file
from shared.infra.http.requests.strict_request import StrictRequest, UnsupportedMediaType
from shared.kernel.errors import FieldError, Invalid, Unavailable

_ANY = "application/octet-stream"
"""The media type of a form's part if the program that sends it does not know the type."""


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded file, read whole. `media_type` is the type that the caller states, or None."""

    content: bytes
    media_type: str | None


class UploadBody:
    """A dependency that gives the `Upload`; its route reads the body as a file.

    Files are large, so at most `max_concurrent` are read at the same time. Further uploads are rejected before their
    body is read.
    """

    seconds: float | None = None
    """Maximum time for reading the body and handling the request, if longer than usual."""

    def __init__(self, *media_types: str, max_concurrent: int) -> None:
        self.media_types = media_types
        self._free = max_concurrent

    async def __call__(self, request: Request) -> Upload:
        upload: Upload = request.scope[_UPLOAD]
        return upload

    @contextmanager
    def slot(self) -> Iterator[None]:
        """Hold one of the slots for concurrent uploads. Raises Unavailable `busy` if none is free."""
        if not self._free:
            raise Unavailable("busy", "Too many uploads at once; retry after the given time.")
        self._free -= 1
        try:
            yield
        finally:
            self._free += 1

    async def read(self, request: StrictRequest) -> None:
        """Read the file. Raises UnsupportedMediaType, BadRequest for a broken form, Invalid for one without it."""
        kind = request.require_media_type(*self.media_types, MULTIPART)
        upload = await self._part(request) if kind == MULTIPART else Upload(await request.body(), kind)
        if not upload.content:
            raise Invalid([FieldError("", "required", "The file is empty.")])
        request.document = upload.content
        request.scope[_UPLOAD] = upload

    async def _part(self, request: StrictRequest) -> Upload:
        content, kind = await read_single_file(request)
        if kind not in (*self.media_types, _ANY, ""):
            raise UnsupportedMediaType(*self.media_types)
        return Upload(content, kind if kind in self.media_types else None)

    def request_body(self, most: int) -> dict[str, Any]:
        """The OpenAPI request body; `most` is its maximum size in bytes."""
        bytes_ = {"type": "string", "format": "binary", "minLength": 1, "maxLength": most, "description": "The file."}
        form = {"type": "object", "required": ["file"], "additionalProperties": False, "properties": {"file": bytes_}}
        content = {kind: {"schema": bytes_} for kind in self.media_types}
        encoding = {"file": {"contentType": ", ".join(self.media_types)}}
        return {"required": True, "content": {**content, MULTIPART: {"schema": form, "encoding": encoding}}}


_UPLOAD = "tradepost.upload"
