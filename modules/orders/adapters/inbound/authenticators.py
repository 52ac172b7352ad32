"""Authenticates guests by the tokens of their orders."""

from collections.abc import Sequence

from modules.orders.application.placement.guest_tokens import PREFIX, GuestTokens
from shared.kernel.principal import Authenticator


def create_authenticators(tokens: GuestTokens) -> Sequence[Authenticator]:
    return [Authenticator(tokens.authenticate, principals=tokens, token_prefix=PREFIX, principal_kind="guest")]
