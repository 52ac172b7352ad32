"""Sends the examples of the API document to a running shop."""

import time
from collections.abc import Callable
from secrets import token_hex
from typing import Any

import httpx2

from shared.infra.http.openapi.references import operations
from tests.api_document import written_out
from tests.timeouts import TIMEOUT_SECONDS

FORM = "application/x-www-form-urlencoded"
SECONDS = 60


class Walk:
    """Sends examples as the developer, or as the owner of `token`."""

    def __init__(self, url: str, key: str) -> None:
        self.http = httpx2.Client(base_url=url, trust_env=False, timeout=SECONDS)
        self.key = key
        document = written_out(self.http.get("/api/openapi.json").json())
        self.operations = {
            operation["operationId"]: (method, path, operation.get("requestBody", {}).get("content", {}))
            for path, method, operation in operations(document)
        }
        self.sent: set[str] = set()

    def step(self, operation_id: str, *, token: str | None = None, **path: object) -> Any:
        """Send the operation's example, which must succeed, and return the response body."""
        method, template, content = self.operations[operation_id]
        self.sent.add(operation_id)
        (kind,) = content.keys() - {"multipart/form-data"} or content.keys()
        example = content[kind].get("example")
        body: dict[str, Any]
        if kind == FORM:
            body = {"data": example}
        elif kind == "multipart/form-data":
            body = _form(content[kind]["schema"]["properties"])
        else:
            body = {"json": example}
        return self.call(method, template.format(**path), token=token, **body)

    def call(self, method: str, path: str, *, token: str | None = None, **body: Any) -> Any:
        headers = {"Authorization": f"Bearer {token or self.key}", "Idempotency-Key": token_hex(8)}
        response = self.http.request(method.upper(), path, headers=headers, **body)
        assert response.status_code < 300, f"{method} {path} {body}: {response.text}"
        return response.json() if response.content else None

    def until(self, path: str, holds: Callable[[Any], bool]) -> None:
        """Poll until the condition holds; the worker processes payments in the background."""
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while not holds(read := self.call("GET", path)):
            assert time.monotonic() < deadline, read
            time.sleep(0.1)

    def order(self, **changes: object) -> int:
        """Place another order like the example, for steps that need their own order. Returns its id."""
        example = {**self.operations["place_order"][2]["application/json"]["example"], **changes}
        example.pop("client_reference")
        return int(self.call("POST", "/v1/orders", json=example)["id"])


def _form(properties: dict[str, Any]) -> dict[str, Any]:
    fields = {name: one["examples"][0] for name, one in properties.items() if name != "file" and "examples" in one}
    fields |= {name: one["enum"][0] for name, one in properties.items() if name not in fields and "enum" in one}
    return {"data": fields, "files": {"file": ("table.csv", properties["file"]["examples"][0].encode(), "text/csv")}}
