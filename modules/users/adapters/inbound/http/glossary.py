"""What the API document says of users, tokens and API keys and of fields that no model describes."""

from collections.abc import Mapping
from dataclasses import replace

from modules.users.domain.scope_catalog import ScopeCatalog
from shared.infra.http.openapi.glossary import GlossaryEntry
from shared.infra.http.openapi.shared_fields import LATER

TAGS = {
    "users": "Accounts and roles.",
    "auth": "Tokens and sessions.",
    "api keys": "Keys for programs that act on behalf of a user.",
}

_FIELDS = {
    "user_id": GlossaryEntry("The user's id.", 7),
    "email": GlossaryEntry("E-mail address, compared case-insensitively.", "ada@example.com", 254),
    "username": GlossaryEntry("Name to sign in with, compared case-insensitively.", "ada", 50),
    "full_name": GlossaryEntry("The person's full name.", "Ada Lovelace", 200),
    "role": GlossaryEntry("The user's role: a set of scopes.", "customer"),
    "is_active": GlossaryEntry("Whether the user can sign in.", example=True),
    "email_verified_at": GlossaryEntry("When the user verified the e-mail address; null if not verified.", None),
    "is_admin": GlossaryEntry("Whether the user has every permission.", example=False),
    "key_id": GlossaryEntry("The API key's id.", 12),
    "owner_id": GlossaryEntry("Id of the user on whose behalf the key acts.", 7),
    "ApiKeyOut.name": GlossaryEntry("The owner's name for the key.", "warehouse scanner", 200),
    "CreatedKeyOut.name": GlossaryEntry("The owner's name for the key.", "warehouse scanner", 200),
    "ApiKeyIn.name": GlossaryEntry("The owner's name for the key.", "warehouse scanner"),
    "scopes": GlossaryEntry("The scopes granted to the key.", ["inventory:read", "inventory:write"], 50),
    "rate_limit": GlossaryEntry("Requests per number of seconds; null for the shop's default limit.", "6000/60"),
    "last_used_at": GlossaryEntry("When it was last used, to the minute.", LATER),
    "CreatedKeyOut.secret": GlossaryEntry(
        "The key's secret, shown only once. Send it as a bearer token.", "sk_dev_vR8fQ2mZ6tXcY1aB", 128
    ),
    "grant_type": GlossaryEntry("The OAuth 2 grant type.", "password"),
    "password": GlossaryEntry("The password.", "correct horse battery"),
    "current_password": GlossaryEntry("The current password.", "correct horse battery"),
    "new_password": GlossaryEntry("The new password.", "staple of the horse"),
    "session_id": GlossaryEntry("The session's id.", 21),
    "user_agent": GlossaryEntry(
        "User-Agent header of the client that signed in.", "Mozilla/5.0 (X11; Linux x86_64)", 512
    ),
    "refresh_token": GlossaryEntry(
        "Token to exchange for the next access token; it can be used once.", "rt_k3Jd8sQ1vN5wXz0p", 1024
    ),
    "client_id": GlossaryEntry("The API key's id.", 12),
    "client_secret": GlossaryEntry("The API key's secret.", "sk_dev_vR8fQ2mZ6tXcY1aB"),
    "access_token": GlossaryEntry(
        "The access token. Send it as a bearer token.", "eyJhbGciOiJIUzI1NiIsImtpZCI6IjEifQ.e30.c2ln", 4096
    ),
    "token_type": GlossaryEntry("How to send the access token.", "Bearer"),
    "expires_in": GlossaryEntry("Lifetime of the access token in seconds.", 900),
    "sections": GlossaryEntry("The stored data, by module.", {"users": {"username": "ada"}}),
    "scope": GlossaryEntry("The granted scopes, separated by spaces.", "inventory:read orders:read"),
    "ticket": GlossaryEntry(
        "A short-lived credential for event streams. Send it as `?ticket=`.", "st_1795255800.7.c2ln", 512
    ),
    "q": GlossaryEntry("Search words; all of them must match.", "ada"),
}


def fields(scopes: ScopeCatalog) -> Mapping[str, GlossaryEntry]:
    """The fields, with the scopes that an API key can have."""
    return {**_FIELDS, "ApiKeyIn.scopes": replace(_FIELDS["scopes"], choices=tuple(sorted(scopes.names)))}
