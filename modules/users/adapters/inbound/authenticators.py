"""Authenticates access tokens and API keys: every token that is not another module's."""

from collections.abc import Sequence

from modules.users.application.authentication.authenticate import Authenticate
from shared.kernel.principal import Authenticator


def create_authenticators(authenticate: Authenticate) -> Sequence[Authenticator]:
    return [Authenticator(authenticate, principals=authenticate)]
