"""Samples of users, their keys and sessions for the tests of the whole program."""

import httpx2

from tests.edges.access.access_samples import AccessSamples
from tests.edges.shop import Shop
from tests.entrypoints.lists.copies import ID, TIMES, Copies, Rows
from tests.entrypoints.lists.list_samples import Filling, ListSamples, Singles
from tests.entrypoints.lists.world import ADA, BOB, BOSS, PEOPLE
from tests.module_samples import ModuleSamples
from tests.openapi.document_samples import DocumentSamples
from tests.openapi.walk import Walk


async def user(shop: Shop) -> str:
    return str(shop.people["ada"].id)


async def api_key(shop: Shop) -> str:
    """A key of Ada, created while she was staff, because customers have no scopes for keys."""
    path = f"/v1/users/{shop.people['ada'].id}"
    await shop.done("admin", "PATCH", path, {"role": "support"})
    made = await shop.done("ada", "POST", "/v1/api-keys", {"name": "a client", "scopes": ["orders:read"]})
    await shop.done("admin", "PATCH", path, {"role": "customer"})
    return str(made["id"])


async def session(shop: Shop) -> str:
    """Another session of Ada."""
    await shop.sign_in("ada")
    newest = "SELECT max(id) AS id FROM users.sessions WHERE user_id = $1"
    return str((await shop.sql(newest, shop.people["ada"].id))[0]["id"])


async def fill_lists(filling: Filling) -> Singles:
    for name in PEOPLE:
        person = {"email": f"{name}@example.com", "username": name, "password": "correct horse"}
        await filling.post("/v1/users", person)
    await filling.owner.execute(
        "INSERT INTO users.api_keys (owner_id, name, lookup, secret_digest, scopes, created_at)"
        " VALUES ($1, 'till', 'x', '\\x00', '{orders:create}', now())",
        ADA,
    )
    await filling.owner.execute(
        "INSERT INTO users.sessions (user_id, created_at, last_used_at, expires_at)"
        " VALUES ($1, now(), now(), now() + interval '1 day')",
        BOSS,
    )
    return {
        "/v1/api-keys/{key_id}": "/v1/api-keys/1",
        "/v1/auth/sessions/{session_id}": "/v1/auth/sessions/1",
        "/v1/users/{user_id}": f"/v1/users/{ADA}",
        "/v1/users/{user_id}/export": (f"/v1/users/{BOB}/export", f"/v1/users/{ADA}/export"),
    }


def send_examples(walk: Walk) -> None:
    ada = walk.step("register_user")
    token = walk.step("issue_token")["access_token"]
    walk.step("change_me", token=token)
    walk.step("revoke_token")
    walk.step("request_password_reset")
    walk.step("change_password", token=token)
    walk.step("create_api_key")
    walk.step("change_user", user_id=ada["id"])


async def leave_personal_data(client: httpx2.AsyncClient, mark: str) -> None:
    created = await client.post("/v1/api-keys", json={"name": f"{mark} key", "scopes": ["orders:read"]})
    created.raise_for_status()


SAMPLES = ModuleSamples(
    access=AccessSamples(
        objects={
            "/v1/users/{user_id}": user,
            "/v1/api-keys/{key_id}": api_key,
            "/v1/auth/sessions/{session_id}": session,
        },
        open_to_strangers={
            "register_user",
            "issue_token",
            "revoke_token",
            "request_password_reset",
            "reset_password",
        },
        recreated={"delete_api_key", "end_session"},
        also_need={"export_user": {"users:read"}},
        nothing_of_clients={
            "get_me",
            "change_me",
            "create_api_key",
            "list_api_keys",
            "get_api_key",
            "delete_api_key",
        },
        # to their owner, once
        shown_secrets={
            "CreatedKeyOut": {"secret"},
            "TokenOut": {"access_token", "refresh_token", "token_type"},
        },
    ),
    lists=ListSamples(
        fill=fill_lists,
        rows={
            "/v1/api-keys": Rows([Copies("users.api_keys", {**ID, "lookup": "'lookup' || n"})], whose="ada"),
            "/v1/auth/sessions": Rows([Copies("users.sessions", ID)], whose="boss"),
            "/v1/users": Rows(
                [
                    Copies(
                        "users.users",
                        {
                            **ID,
                            **TIMES,
                            **dict.fromkeys(("email", "email_canonical"), "'copy' || n || '@example.com'"),
                            **dict.fromkeys(("username", "username_canonical"), "'copy' || n"),
                        },
                    )
                ]
            ),
        },
    ),
    document=DocumentSamples(
        send_examples=send_examples,
        not_sent={
            "reset_password": "its token comes by mail, and an example of one cannot be valid",
            "verify_email": "its token comes by mail as well",
        },
        new_names={
            "register_user": {"email": "new{}@people.example", "username": "new{}"},
            "change_me": {"username": "admin{}"},
        },
        field_values={"scopes": ["system:admin"]},
        # an authorization server ignores parameters it does not know (RFC 6749 §3.2)
        open_schemas={"TokenForm", "RevocationForm"},
        never_cached={"export_user"},
        unsayable={"POST /v1/auth/token": {"required"}, "POST /v1/users": {"required"}},
    ),
    promised_events={
        "users.user.registered",
        "users.user.updated",
        "users.user.password_changed",
        "users.user.deactivated",
        "users.user.deleted",
        "users.password_reset.requested",
        "users.session.reuse_detected",
    },
    personal_tables={"users.api_keys", "users.sessions", "users.users"},
    leave_personal_data=leave_personal_data,
    technical_nouns={
        "api key": "a way to authenticate",
        "auth": "part of the token endpoint's path",
        "refresh token": "a way to authenticate",
        "session": "of the database, or of a signed-in caller",
        "user": "a kind of principal",
    },
    never_sent_codes={"admin_exists": "raised by a command of the CLI only"},
    may_pass_a_code_on={"modules/users/adapters/inbound/http/oauth.py"},
    audited_as_principal={"user"},
)
