"""The static access declarations under their former names, for routes that are still made by functions."""

from collections.abc import Collection, Sequence

from shared.infra.http.access.gates import CommandGate, PrincipalGate, command, public, requires, signed_in
from shared.infra.http.lists.paging import ListEndpoint
from shared.infra.http.requests.idempotency_key import KeyRequirement
from shared.infra.http.streams.stream_admission import StreamGate, stream


class Authorizer:
    """Stateless. Route classes use `access/gates.py` instead; it is deleted with the last `create_…_router`."""

    def __call__(self, *scopes: str, guest: bool = False, limit: str | None = None) -> PrincipalGate:
        return requires(*scopes, guest=guest, limit=limit)

    def known(
        self, *, guest: bool = False, elevated_scopes: Sequence[str] = (), limit: str | None = None
    ) -> PrincipalGate:
        return signed_in(guest=guest, elevated_scopes=elevated_scopes, limit=limit)

    def anyone(self, *, limit: str | None = None) -> PrincipalGate:
        return public(limit=limit)

    def command(
        self,
        *scopes: str,
        keyed: KeyRequirement = "optional",
        anyone: bool = False,
        guest: bool = False,
        elevated_scopes: Sequence[str] = (),
        limit: str | None = None,
        scope_from_body: bool = False,
    ) -> CommandGate:
        return command(
            *scopes,
            keyed=keyed,
            anyone=anyone,
            guest=guest,
            elevated_scopes=elevated_scopes,
            limit=limit,
            scope_from_body=scope_from_body,
        )

    def stream(self, *, guest: bool = False, elevated_scopes: Sequence[str] = ()) -> StreamGate:
        return stream(guest=guest, elevated_scopes=elevated_scopes)

    def list_endpoint(
        self, name: str, sorts: Collection[str], default: Sequence[str], unique: str = "id"
    ) -> ListEndpoint:
        return ListEndpoint(name, sorts, default, unique)
