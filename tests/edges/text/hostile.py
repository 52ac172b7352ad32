"""Sends hostile input to a whole shop and checks the responses."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, Literal
from urllib.parse import quote, quote_from_bytes, urlencode

import orjson

from tests.edges.access.objects import Things
from tests.edges.document import Operation
from tests.edges.raw_requests import Answer
from tests.edges.samples import Samples
from tests.edges.shop import Shop
from tests.edges.text.text_inputs import Place, found, put
from tests.module_samples import all_samples
from tests.program_scopes import SCOPES

MEMBERS = {"type", "title", "status", "detail", "instance", "code", "request_id"}
SHORTEST_ECHO = 6
"""Characters; what is shorter may stand in a sentence by chance."""

NAMES: Mapping[str, Mapping[str, str]] = {
    operation: names for samples in all_samples() for operation, names in samples.document.new_names.items()
}
"""What must be new in a sample, by operation."""

SECRET = {"password", "current_password", "new_password", "token", "secret", "refresh_token", "client_secret"}


@dataclass
class ResponseCounts:
    """Counts of statuses, problem codes and requests."""

    statuses: Counter[int] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)

    def note(self, response: Answer) -> None:
        self.statuses[response.status] += 1
        if response.status >= 400:
            self.codes[response.code or "?"] += 1

    def __str__(self) -> str:
        codes = ", ".join(f"{code} {number}" for code, number in self.codes.most_common())
        return f"{self.statuses.total()} requests: {dict(sorted(self.statuses.items()))}; {codes}"


SIGNED = frozenset[str]().union(*(samples.access.signed for samples in all_samples()))


class Sender:
    """Sends texts in the inputs of otherwise valid requests."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._things = Things(shop)
        self._numbers = count(1)

    async def send(self, place: Place, text: str) -> Answer:
        """Send a request; sign in again if the session has ended."""
        response = await self._sent(place, text)
        if response.status == 401 and response.code != "invalid_credentials" and place.operation.id not in SIGNED:
            admin = self._shop.people["admin"]
            token = await self._shop.sign_in("admin@people.example")
            self._shop.people["admin"] = replace(admin, token=token)
            response = await self._sent(place, text)
        return response

    async def _sent(self, place: Place, text: str) -> Answer:
        one = place.operation
        path = await self._things.path(one.path, one.holes)
        if place.kind == "path":
            hole = str(place.steps[0])
            path = one.path.replace(hole, hole[: hole.rindex("{")] + encoded(text)).replace("{", "").replace("}", "")
            return await self._shop.call("admin", one.method, path, headers={b"if-match": b'"999999"'})
        body, kind = self._shop.samples.body(one)
        query = b""
        if place.kind == "query":
            query = (urlencode({str(place.steps[0]): ""}) + encoded(text)).encode()
        elif one.media_type is not None:
            sample = self._unlike_others(one, self._shop.samples.value(one.bodies[one.media_type]))
            value = put(sample, place.steps, text)
            body, kind = _written(one.media_type, value)
        return await self._shop.call("admin", one.method, path, query=query, body=body, content_type=kind)

    def _unlike_others(self, one: Operation, sample: Any) -> Any:
        """The sample with unique names, so that it is accepted."""
        if not isinstance(sample, dict):
            return sample
        number = next(self._numbers)
        names = {"client_reference": f"reference-{number}", **NAMES.get(one.id, {})}
        fresh = {name: text.format(number) for name, text in names.items()}
        return {**sample, **{name: text for name, text in fresh.items() if name in sample}}


def encoded(text: str) -> str:
    """Percent-encode a text; surrogates are encoded as a careless client would."""
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"), safe="")


NAMING = frozenset({"unknown_column", "missing_column"})
"""Columns of an imported file are named on purpose, made readable and cut: their owner has to find them among many."""


HINT = re.compile(r" Did you mean `[^`]*`\?")
"""It names what there is; `test_suggestions.py` holds that it names nothing else."""

REPEATS_NAMES = {code: members for samples in all_samples() for code, members in samples.document.repeats_names.items()}


def wrong(response: Answer, text: str) -> Iterator[str]:
    """What is wrong with a response, independently of the input."""
    if response.status >= 500:
        yield f"{response.status} {response.body[:300]!r}"
    if response.status < 400:
        return
    if response.header("content-type") != "application/problem+json":
        yield f"{response.status} as {response.header('content-type')}"
        return
    problem = response.json()
    if not problem.keys() >= MEMBERS or problem["status"] != response.status:
        yield f"no whole problem: {sorted(problem)}"
    kept = [error for error in problem.get("errors", []) if error["code"] not in NAMING]
    own = dict.fromkeys(REPEATS_NAMES.get(problem["code"], ()))
    said = HINT.sub("", orjson.dumps({**problem, **own, "instance": "", "errors": kept}).decode())
    for scope in SCOPES:  # the refusal of one that does not exist names those that do
        said = said.replace(scope, "")
    if len(text.strip()) >= SHORTEST_ECHO and any(form in said for form in _forms(text)):
        yield f"what was sent is repeated: {said[:300]}"


def changed(place: Place, response: Answer, text: str) -> Iterator[str]:
    """Describe a text that was accepted but returned differently; only surrounding whitespace may be stripped."""
    if not response.status < 300 or place.kind != "body" or place.steps[-1] in SECRET or not response.body:
        return
    back = found(response.json(), place.steps)
    if not isinstance(back, str):
        return
    plain = text.strip()
    # Of an address its compatible form is kept: full-width letters are the plain ones.
    form: Literal["NFC", "NFKC"] = "NFKC" if place.steps[-1] == "email" else "NFC"
    if back not in (text, plain, unicodedata.normalize(form, plain), plain.upper()):
        yield f"taken as {back[:100]!r}"


def _forms(text: str) -> set[str]:
    plain = text.strip()
    as_json = orjson.dumps(plain.encode("utf-8", "replace").decode())[1:-1].decode()
    return {as_json, quote(plain.encode("utf-8", "replace"), safe="")} if plain else set()


def _written(kind: str, value: Any) -> tuple[bytes, bytes]:
    """Encode as JSON like a careless client, including surrogates."""
    if kind == "application/json":
        return json.dumps(value).encode(), b"application/json"
    if kind == "application/x-www-form-urlencoded":
        pairs = "&".join(f"{quote(name)}={encoded(str(one))}" for name, one in value.items())
        return pairs.encode(), kind.encode()
    return Samples.encoded(kind, value)
