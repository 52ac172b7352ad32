"""`expand[]`: objects in place of their ids."""

from entrypoints.development.payment_sandbox.storage.records import Records
from entrypoints.development.payment_sandbox.stripe_api.errors import invalid
from entrypoints.development.payment_sandbox.stripe_api.objects import Body, public_body

EXPANDABLE = {"latest_charge", "payment_intent", "charge"}
MAX_DEPTH = 4


def expand_objects(records: Records, body: Body, paths: list[str]) -> Body:
    """The public body with the objects of the given paths expanded. Raises StripeError."""
    seen = public_body(body)
    for path in paths:
        _open(records, seen, path.split("."), path)
    return seen


def _open(records: Records, place: Body, names: list[str], path: str) -> None:
    name, *rest = names
    if name == "data" and isinstance(place.get("data"), list) and rest:
        for item in place["data"]:
            _open(records, item, rest, path)
        return
    if name not in EXPANDABLE or name not in place or len(names) > MAX_DEPTH:
        raise invalid(f"This property cannot be expanded ({path[:60]}).", param="expand")
    if isinstance(place[name], str):
        found = records.any(place[name])
        place[name] = public_body(found) if found else place[name]
    if rest and isinstance(place[name], dict):
        _open(records, place[name], rest, path)
