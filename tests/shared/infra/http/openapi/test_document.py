"""The completed document of a small application, and the errors for what is not described."""

from typing import Annotated, Any, Literal

import pytest
from fastapi import FastAPI, Header, Query
from pydantic import Field

from shared.infra.http.openapi.document import complete
from shared.infra.http.openapi.glossary import Glossary, GlossaryEntry
from shared.infra.http.requests.fields import Id, InModel, Line, OutModel, QueryId
from shared.infra.http.responses.problem_codes import ProblemCodes

WORDS = Glossary(
    entries={
        "id": GlossaryEntry("Its id.", 7),
        "name": GlossaryEntry("Its name.", "tulip", max_size=40, pattern="^[a-z]+$"),
        "Owner.name": GlossaryEntry("The owner's name.", "Ada"),
        "owner": GlossaryEntry("Whose it is."),
        "colours": GlossaryEntry("What it blooms in.", ["red"], max_size=3),
        "scents": GlossaryEntry("What it smells of.", ["rose"], max_size=3),
    },
    tags={"flowers": "What grows.", "stones": "What does not."},
    scopes={"flowers:write": "Plant"},
)


class FlowerIn(InModel):
    name: Line
    kind: Literal["bulb", "seed"] | None = None
    beside_id: Id | None = None
    colours: list[Line] = Field(max_length=20)
    scents: list[Line] = Field(max_length=2)


class Owner(OutModel):
    name: str


class FlowerOut(OutModel):
    id: int
    name: str
    owner: Owner | None
    kind: Literal["bulb", "seed"] | None
    version: int = Field(description="Its version.", examples=[3])


@pytest.fixture
def document() -> dict[str, Any]:
    app = FastAPI()

    @app.post("/flowers", tags=["flowers"], status_code=201)
    def plant(body: FlowerIn, wait: Annotated[str | None, Header()] = None) -> FlowerOut:
        raise NotImplementedError

    @app.get("/flowers", tags=["flowers"])
    def look(owner_id: Annotated[QueryId | None, Query()] = None) -> FlowerOut:
        raise NotImplementedError

    return app.openapi()


def test_nullable_fields_document_null(document: dict[str, Any]) -> None:
    complete(document, WORDS, ProblemCodes())
    schemas = document["components"]["schemas"]
    sent, answered = schemas["FlowerIn"]["properties"], schemas["FlowerOut"]["properties"]
    assert sent["kind"] == {"type": ["string", "null"], "enum": ["bulb", "seed", None]}
    assert sent["beside_id"] == {
        "type": ["integer", "null"], "format": "int64", "minimum": 1, "maximum": 2**53 - 1,
    }  # fmt: skip
    assert answered["owner"]["oneOf"] == [{"$ref": "#/components/schemas/Owner"}, {"type": "null"}]
    (owner,) = (one for one in document["paths"]["/flowers"]["get"]["parameters"] if one["in"] == "query")
    assert owner["schema"] == {"type": "integer", "format": "int64", "minimum": 1, "maximum": 2**53 - 1}


def test_fields_without_bounds_get_the_general_bounds(document: dict[str, Any]) -> None:
    complete(document, WORDS, ProblemCodes())
    schemas = document["components"]["schemas"]
    assert schemas["FlowerOut"]["properties"]["id"]["maximum"] == 2**53 - 1
    assert schemas["FlowerOut"]["properties"]["name"]["maxLength"] == 40
    assert schemas["Owner"]["properties"]["name"]["maxLength"] == 65_536
    assert schemas["FlowerIn"]["properties"]["name"]["maxLength"] == 200
    assert schemas["FlowerIn"]["properties"]["name"]["pattern"] == "^[a-z]+$"
    assert schemas["FlowerIn"]["properties"]["colours"]["maxItems"] == 3
    assert schemas["FlowerIn"]["properties"]["scents"]["maxItems"] == 2


def test_descriptions_of_a_model_field_precede_those_of_a_field(document: dict[str, Any]) -> None:
    complete(document, WORDS, ProblemCodes())
    schemas = document["components"]["schemas"]
    assert schemas["Owner"]["properties"]["name"]["description"] == "The owner's name."
    assert schemas["FlowerOut"]["properties"]["name"]["description"] == "Its name."
    shown = document["paths"]["/flowers"]["post"]["responses"]["201"]["content"]["application/json"]["example"]
    assert shown == {"id": 7, "name": "tulip", "owner": {"name": "Ada"}, "kind": "bulb", "version": 3}


def test_a_field_without_an_example_is_reported(document: dict[str, Any]) -> None:
    known = {name: word for name, word in WORDS.entries.items() if name != "id"}
    assert complete(document, Glossary(known, WORDS.tags, WORDS.scopes), ProblemCodes()) == {"FlowerOut.id"}


def test_versioned_responses_document_an_etag(document: dict[str, Any]) -> None:
    complete(document, WORDS, ProblemCodes())
    read = document["paths"]["/flowers"]["get"]
    assert "304" in read["responses"]
    assert [one["name"] for one in read["parameters"]] == ["owner_id", "If-None-Match"]
    assert "ETag" in read["responses"]["200"]["headers"]
    assert "304" not in document["paths"]["/flowers"]["post"]["responses"]


def test_responses_with_their_own_etag_document_it(document: dict[str, Any]) -> None:
    response = document["paths"]["/flowers"]["get"]["responses"]["200"]
    response["content"] = {"image/webp": {"schema": {"type": "string"}}}
    response["headers"] = own = {"ETag": {"description": "Names this very picture.", "schema": {"type": "string"}}}
    complete(document, WORDS, ProblemCodes())
    read = document["paths"]["/flowers"]["get"]
    assert "304" in read["responses"]
    assert "If-None-Match" in [one["name"] for one in read["parameters"]]
    assert read["responses"]["200"]["headers"]["ETag"] == own["ETag"]


def test_only_used_components_are_documented(document: dict[str, Any]) -> None:
    complete(document, WORDS, ProblemCodes())
    assert document["tags"] == [{"name": "flowers", "description": "What grows."}]
    assert document["components"]["examples"] == {}
    assert "Problem" not in document["components"]["schemas"]
