"""The services of an application under test."""

from collections.abc import Iterable

from shared.infra.http.access.access_control import AccessControl
from shared.infra.http.access.client_address import ClientAddress
from shared.infra.http.access.rate_limit import RateLimiter
from shared.infra.http.app import HttpServices
from shared.infra.http.lists.cursors import Cursors
from shared.infra.http.responses.problem_code import ProblemCode
from shared.infra.http.responses.problem_codes import ProblemCodes
from shared.infra.http.streams.tickets import Tickets
from shared.kernel.errors import Unauthenticated
from shared.kernel.principal import Authenticate, Principal


class NoPrincipals:
    """Issues no tickets."""

    async def name(self, token: str) -> str:
        raise Unauthenticated

    async def resolve(self, name: str) -> Principal:
        raise Unauthenticated


def http_services(
    authenticate: Authenticate,
    limiter: RateLimiter | None = None,
    addresses: ClientAddress | None = None,
    *,
    keys_required: bool = True,
    fingerprint_key: bytes = b"",
    tickets: Tickets | None = None,
    problem_codes: Iterable[ProblemCode] = (),
) -> HttpServices:
    """Without a limiter nothing is limited. `problem_codes`: those of the modules under test."""
    access = AccessControl(
        authenticate,
        limiter or RateLimiter(None, {}),
        addresses or ClientAddress(),
        keys_required=keys_required,
        fingerprint_key=fingerprint_key,
    )
    return HttpServices(
        access=access,
        cursors=Cursors(["k" * 32]),
        tickets=tickets or Tickets(["t" * 32], NoPrincipals()),
        problem_codes=ProblemCodes(problem_codes),
    )
