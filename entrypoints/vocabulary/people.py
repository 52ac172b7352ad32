"""Words about users, tokens and API keys."""

from entrypoints.vocabulary.everywhere import LATER
from shared.infra.http.openapi.vocabulary import Word

PEOPLE = {
    "user_id": Word("The user's id.", 7),
    "email": Word("E-mail address; compared regardless of case.", "ada@example.com", 254),
    "username": Word("A name to sign in with; compared regardless of case.", "ada", 50),
    "full_name": Word("The person's name.", "Ada Lovelace", 200),
    "role": Word("What they may do: a bundle of scopes.", "customer"),
    "is_active": Word("Whether they may sign in.", example=True),
    "is_admin": Word("Whether they may do everything.", example=False),
    "key_id": Word("The API key's id.", 12),
    "owner_id": Word("The user it acts for.", 7),
    "ApiKeyOut.name": Word("What its owner calls it.", "warehouse scanner", 200),
    "CreatedKeyOut.name": Word("What its owner calls it.", "warehouse scanner", 200),
    "ApiKeyIn.name": Word("What its owner calls it.", "warehouse scanner"),
    "scopes": Word("What it may do.", ["inventory:read", "inventory:write"], 50),
    "rate_limit": Word("Requests per seconds; null: the shop's usual limit.", "6000/60"),
    "last_used_at": Word("When it was used last, to the minute.", LATER),
    "CreatedKeyOut.secret": Word("Shown this once; send it as a bearer token.", "sk_dev_vR8fQ2mZ6tXcY1aB", 128),
    "grant_type": Word("What is shown for the token.", "password"),
    "password": Word("The password.", "correct horse battery"),
    "current_password": Word("The password until now.", "correct horse battery"),
    "new_password": Word("The password from now on.", "staple of the horse"),
    "session_id": Word("The session's id.", 21),
    "user_agent": Word("The program that signed in, as it calls itself.", "Mozilla/5.0 (X11; Linux x86_64)", 512),
    "refresh_token": Word("For the next token; each is good once.", "rt_k3Jd8sQ1vN5wXz0p", 1024),
    "client_id": Word("The API key's id.", 12),
    "client_secret": Word("The API key's secret.", "sk_dev_vR8fQ2mZ6tXcY1aB"),
    "access_token": Word("Send it as a bearer token.", "eyJhbGciOiJIUzI1NiIsImtpZCI6IjEifQ.e30.c2ln", 4096),
    "token_type": Word("How to send it.", "Bearer"),
    "expires_in": Word("Seconds for which it opens anything.", 900),
    "sections": Word("What is kept, by the part of the shop that keeps it.", {"users": {"username": "ada"}}),
    "scope": Word("What it may do, by blanks.", "inventory:read orders:read"),
    "ticket": Word("Send it as `?ticket=`.", "st_1795255800.7.c2ln", 512),
    "q": Word("Words to find, all of them: parts of what people call it.", "ada"),
}
