"""Move responses and parameters that several operations share to the document's components.

This keeps the document small, because nearly all operations have the same error responses.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from http import HTTPStatus
from typing import NamedTuple

import orjson

from shared.infra.http.openapi.documented_responses import CODES
from shared.infra.http.openapi.references import Json, name_of, operations

Name = Callable[[Json], str]


class _Use(NamedTuple):
    """One use of a part in the document: `holder[key]`. The most frequent part gets the `preferred` name.

    Other parts with that name get a suffix: their first mark that the most frequent one does not have, else more marks.
    """

    holder: Json | list[Json]
    key: str | int
    preferred: str
    marks: Sequence[str]

    @property
    def part(self) -> Json:
        part: Json = self.holder[self.key]  # type: ignore[index]  # a key of an object or an index of a list
        return part


def extract_components(document: Json) -> None:
    """Change the document in place: responses and parameters that occur more than once become components."""
    components: Json = document["components"]
    components["responses"] = _shared(list(_answers(document)), "#/components/responses/")
    components["parameters"] = _shared(list(_parameters(document)), "#/components/parameters/")


def _answers(document: Json) -> Iterator[_Use]:
    for _, _, operation in operations(document):
        responses: Json = operation["responses"]
        for status, response in responses.items():
            phrase = _joined(HTTPStatus(int(status)).phrase)
            body = name_of(response.get("content", {}).get("application/json", {}).get("schema", {}))
            codes = [_joined(code) for code in response.get(CODES, ())]
            yield _Use(responses, status, phrase + _joined(body or ""), codes)


def _parameters(document: Json) -> Iterator[_Use]:
    for _, _, operation in operations(document):
        parameters: list[Json] = operation.get("parameters", [])
        for place, parameter in enumerate(parameters):
            name = _joined(parameter["name"])
            yield _Use(parameters, place, name, [f"In{parameter['in'].capitalize()}"])


def _shared(uses: list[_Use], prefix: str) -> Json:
    """Return the components by name. If two parts have one preferred name, the more frequent part gets it."""
    texts = [orjson.dumps(use.part, option=orjson.OPT_SORT_KEYS) for use in uses]
    places: dict[bytes, list[_Use]] = defaultdict(list)
    for use, text in zip(uses, texts, strict=True):
        places[text].append(use)
    made: Json = {}
    marks: dict[str, Sequence[str]] = {}
    for text, _ in Counter(texts).most_common():
        first, *others = places[text]
        own = [mark for mark in first.marks if mark not in marks.get(first.preferred, ())]
        endings = ("", "".join(own[:1]), "".join(own), "".join(first.marks))
        names = [first.preferred + ending for ending in endings]
        name = next((one for one in names if one not in made), None)
        if not others or name is None:
            continue
        made[name] = first.part
        marks.setdefault(name, first.marks)
        for use in (first, *others):
            use.holder[use.key] = {"$ref": prefix + name}  # type: ignore[index]  # as above
    return dict(sorted(made.items()))


def _joined(words: str) -> str:
    """Convert `idempotency_key` and `Idempotency-Key` to `IdempotencyKey`."""
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[^A-Za-z0-9]+", words))
