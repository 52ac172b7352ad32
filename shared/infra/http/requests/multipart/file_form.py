"""A form that brings one file (RFC 7578)."""

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from shared.infra.http.requests.validation import unknown_field
from shared.kernel.errors import BadRequest, FieldError, Invalid

MULTIPART = "multipart/form-data"


class _InMemory(MultiPartParser):
    """The request's limit bounds the file; a full disk has no say in what is read."""

    spool_max_size = 2**30


async def read_single_file(request: Request) -> tuple[bytes, str]:
    """Content and media type of the part `file`, in lower case without parameters; "" where none is said.

    Raises BadRequest for what is no such form, Invalid for one that brings anything else.
    """
    try:
        form = await _InMemory(request.headers, request.stream(), max_files=1, max_fields=8).parse()
    except (MultiPartException, ValueError) as error:
        raise BadRequest("malformed_json", "The body cannot be read as a form with one file.") from error
    unknown = [name for name, value in form.multi_items() if name != "file" or not isinstance(value, UploadFile)]
    if unknown:
        raise Invalid([unknown_field(name, {"file"} - {name}) for name in unknown])
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise Invalid([FieldError("/file", "required", "This field is required.")])
    return await file.read(), (file.content_type or "").partition(";")[0].strip().lower()
