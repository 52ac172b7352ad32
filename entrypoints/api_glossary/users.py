"""Words about users, tokens and API keys."""

from entrypoints.api_glossary.shared_fields import LATER
from shared.infra.http.openapi.glossary import GlossaryEntry

PEOPLE = {
    "user_id": GlossaryEntry("The user's id.", 7),
    "email": GlossaryEntry("E-mail address; compared regardless of case.", "ada@example.com", 254),
    "username": GlossaryEntry("A name to sign in with; compared regardless of case.", "ada", 50),
    "full_name": GlossaryEntry("The person's name.", "Ada Lovelace", 200),
    "role": GlossaryEntry("What they may do: a bundle of scopes.", "customer"),
    "is_active": GlossaryEntry("Whether they may sign in.", example=True),
    "email_verified_at": GlossaryEntry("When they showed that mail to the address reaches them; null: not yet.", None),
    "is_admin": GlossaryEntry("Whether they may do everything.", example=False),
    "key_id": GlossaryEntry("The API key's id.", 12),
    "owner_id": GlossaryEntry("The user it acts for.", 7),
    "ApiKeyOut.name": GlossaryEntry("What its owner calls it.", "warehouse scanner", 200),
    "CreatedKeyOut.name": GlossaryEntry("What its owner calls it.", "warehouse scanner", 200),
    "ApiKeyIn.name": GlossaryEntry("What its owner calls it.", "warehouse scanner"),
    "scopes": GlossaryEntry("What it may do.", ["inventory:read", "inventory:write"], 50),
    "rate_limit": GlossaryEntry("Requests per seconds; null: the shop's usual limit.", "6000/60"),
    "last_used_at": GlossaryEntry("When it was used last, to the minute.", LATER),
    "CreatedKeyOut.secret": GlossaryEntry(
        "Shown this once; send it as a bearer token.", "sk_dev_vR8fQ2mZ6tXcY1aB", 128
    ),
    "grant_type": GlossaryEntry("What is shown for the token.", "password"),
    "password": GlossaryEntry("The password.", "correct horse battery"),
    "current_password": GlossaryEntry("The password until now.", "correct horse battery"),
    "new_password": GlossaryEntry("The password from now on.", "staple of the horse"),
    "session_id": GlossaryEntry("The session's id.", 21),
    "user_agent": GlossaryEntry(
        "The program that signed in, as it calls itself.", "Mozilla/5.0 (X11; Linux x86_64)", 512
    ),
    "refresh_token": GlossaryEntry("For the next token; each is good once.", "rt_k3Jd8sQ1vN5wXz0p", 1024),
    "client_id": GlossaryEntry("The API key's id.", 12),
    "client_secret": GlossaryEntry("The API key's secret.", "sk_dev_vR8fQ2mZ6tXcY1aB"),
    "access_token": GlossaryEntry("Send it as a bearer token.", "eyJhbGciOiJIUzI1NiIsImtpZCI6IjEifQ.e30.c2ln", 4096),
    "token_type": GlossaryEntry("How to send it.", "Bearer"),
    "expires_in": GlossaryEntry("Seconds for which it opens anything.", 900),
    "sections": GlossaryEntry("What is kept, by the part of the shop that keeps it.", {"users": {"username": "ada"}}),
    "scope": GlossaryEntry("What it may do, by blanks.", "inventory:read orders:read"),
    "ticket": GlossaryEntry("Send it as `?ticket=`.", "st_1795255800.7.c2ln", 512),
    "q": GlossaryEntry("Words to find, all of them: parts of what people call it.", "ada"),
}
