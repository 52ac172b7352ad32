"""Listing and ending sessions; tokens limited to scopes."""

import pytest

from modules.users.application.api_keys.create_api_key import CreateApiKeyCommand
from modules.users.application.sessions.end_session import EndSessionCommand
from modules.users.application.sessions.end_sessions import EndSessionsCommand
from modules.users.application.sessions.issue_client_token import IssueClientTokenCommand
from modules.users.application.sessions.issue_tokens import Issued
from modules.users.domain.roles import Role
from modules.users.ports.password_hasher import PasswordCheck
from shared.kernel.errors import Invalid, NotFound, Unauthenticated
from shared.kernel.paging import PageRequest
from shared.kernel.principal import Principal
from tests.modules.users.application.conftest import METADATA, PASSWORD, UseCases, principal
from tests.modules.users.scopes import CATALOG

ALL = PageRequest(100, sort=("-id",))


async def is_accepted(use_cases: UseCases, issued: Issued) -> bool:
    try:
        await use_cases.authenticate(issued.access_token)
    except Unauthenticated:
        return False
    return True


async def caller(use_cases: UseCases, issued: Issued) -> Principal:
    return await use_cases.authenticate(issued.access_token)


async def test_a_user_lists_own_sessions(use_cases: UseCases) -> None:
    await use_cases.user()
    await use_cases.user("bob")
    first, second = await use_cases.signed_in(), await use_cases.signed_in()
    await use_cases.signed_in("bob")
    ada = await caller(use_cases, second)
    page = await use_cases.session_queries.list_sessions(ada, ALL)
    assert page.total == 2
    assert [session.user_agent for session in page.items] == ["test/1"] * 2
    assert page.items[0].id == ada.session_id
    other = (await caller(use_cases, first)).session_id or 0
    assert (await use_cases.session_queries.get_session(ada, other)).id == other


async def test_sessions_of_others_are_not_found(use_cases: UseCases) -> None:
    await use_cases.user()
    await use_cases.user("bob")
    ada, bob = (
        await caller(use_cases, await use_cases.signed_in()),
        await caller(use_cases, await use_cases.signed_in("bob")),
    )
    for id_ in (bob.session_id or 0, 999):
        with pytest.raises(NotFound):
            await use_cases.session_queries.get_session(ada, id_)
        with pytest.raises(NotFound):
            await use_cases.end_session(EndSessionCommand(principal=ada, metadata=METADATA, session_id=id_))
    assert await is_accepted(use_cases, await use_cases.signed_in("bob"))


async def test_an_ended_session_is_rejected_and_cannot_be_refreshed(use_cases: UseCases) -> None:
    await use_cases.user()
    here, there = await use_cases.signed_in(), await use_cases.signed_in()
    ada = await caller(use_cases, here)
    ended = (await caller(use_cases, there)).session_id or 0
    await use_cases.end_session(EndSessionCommand(principal=ada, metadata=METADATA, session_id=ended))
    assert [await is_accepted(use_cases, issued) for issued in (here, there)] == [True, False]
    with pytest.raises(Unauthenticated):
        await use_cases.refreshed(there.refresh_token)
    with pytest.raises(NotFound):
        await use_cases.end_session(EndSessionCommand(principal=ada, metadata=METADATA, session_id=ended))


@pytest.mark.parametrize("keep", [True, False])
async def test_a_user_can_end_all_sessions(use_cases: UseCases, keep: bool) -> None:
    await use_cases.user()
    await use_cases.user("bob")
    here, there, bobs = await use_cases.signed_in(), await use_cases.signed_in(), await use_cases.signed_in("bob")
    await use_cases.end_sessions(
        EndSessionsCommand(principal=await caller(use_cases, here), metadata=METADATA, keep_current=keep)
    )
    assert [await is_accepted(use_cases, issued) for issued in (here, there, bobs)] == [keep, False, True]


async def test_an_api_client_has_no_sessions_and_ends_none(use_cases: UseCases) -> None:
    boss = await use_cases.user("boss", Role.ADMIN)
    issued = await use_cases.signed_in("boss")
    client = Principal("9", "client", CATALOG.of(boss.role), owner_id=boss.id)
    assert (await use_cases.session_queries.list_sessions(client, ALL)).items == []
    session = (await caller(use_cases, issued)).session_id or 0
    with pytest.raises(NotFound):
        await use_cases.session_queries.get_session(client, session)
    with pytest.raises(NotFound):
        await use_cases.end_session(EndSessionCommand(principal=client, metadata=METADATA, session_id=session))
    await use_cases.end_sessions(EndSessionsCommand(principal=client, metadata=METADATA))
    assert await is_accepted(use_cases, issued)


@pytest.mark.parametrize("which", ["access", "refresh", "spent"])
async def test_any_token_of_a_session_ends_it(use_cases: UseCases, which: str) -> None:
    await use_cases.user()
    spent = await use_cases.signed_in()
    issued, other = await use_cases.refreshed(spent.refresh_token), await use_cases.signed_in()
    token = {"access": issued.access_token, "refresh": issued.refresh_token, "spent": spent.refresh_token}[which]
    await use_cases.revoke(str(token))
    assert [await is_accepted(use_cases, one) for one in (issued, other)] == [False, True]
    with pytest.raises(Unauthenticated) as error:
        await use_cases.refreshed(issued.refresh_token)
    assert error.value.code == "invalid_credentials"
    await use_cases.revoke(str(token))


async def test_revoking_an_invalid_token_succeeds(use_cases: UseCases) -> None:
    await use_cases.user()
    issued = await use_cases.signed_in()
    for token in ("nonsense", "a.b.c", "x" * 43, ""):
        await use_cases.revoke(token)
    assert await is_accepted(use_cases, issued)
    use_cases.in_memory.pass_time(hours=1)
    await use_cases.revoke(issued.access_token)
    assert await use_cases.refreshed(issued.refresh_token), "an access token that is over ends nothing"


async def test_tokens_of_clients_are_not_revoked(use_cases: UseCases) -> None:
    boss = await use_cases.user("boss", Role.ADMIN)
    made = await use_cases.create_key(
        CreateApiKeyCommand(principal=principal(boss), metadata=METADATA, name="key", scopes=frozenset({"orders:read"}))
    )
    issued = await use_cases.client_token(IssueClientTokenCommand(made.key.id, made.secret))
    for token in (made.secret, issued.access_token):
        with pytest.raises(Invalid) as caught:
            await use_cases.revoke(token)
        assert [error.code for error in caught.value.errors] == ["unsupported_token_type"]


async def test_a_token_has_the_requested_scopes_only(use_cases: UseCases) -> None:
    await use_cases.user("sue", Role.SUPPORT)
    issued = await use_cases.signed_in("sue", scopes=frozenset({"orders:read", "system:admin", "no:such"}))
    assert issued.scopes == {"orders:read"}
    assert (await caller(use_cases, issued)).scopes == {"orders:read"}
    following = await use_cases.refreshed(issued.refresh_token)
    assert following.scopes == (await caller(use_cases, following)).scopes == {"orders:read"}


async def test_a_narrower_refresh_does_not_narrow_later_ones(use_cases: UseCases) -> None:
    await use_cases.user("sue", Role.SUPPORT)
    issued = await use_cases.signed_in("sue")
    less = await use_cases.refreshed(issued.refresh_token, frozenset({"orders:read"}))
    assert (await caller(use_cases, less)).scopes == {"orders:read"}
    again = await use_cases.refreshed(less.refresh_token)
    assert (await caller(use_cases, again)).scopes == CATALOG.of(Role.SUPPORT)


async def test_a_refresh_never_exceeds_the_scopes_of_the_session(use_cases: UseCases) -> None:
    await use_cases.user("sue", Role.SUPPORT)
    issued = await use_cases.signed_in("sue", scopes=frozenset({"orders:read", "users:read"}))
    wider = await use_cases.refreshed(issued.refresh_token, frozenset({"users:read", "orders:write"}))
    assert wider.scopes == (await caller(use_cases, wider)).scopes == {"users:read"}


async def test_a_lower_role_reduces_issued_tokens(use_cases: UseCases) -> None:
    sue = await use_cases.user("sue", Role.SUPPORT)
    full = await use_cases.signed_in("sue")
    limited = await use_cases.signed_in("sue", scopes=frozenset({"orders:read"}))
    use_cases.in_memory.memory.users[sue.id].role = Role.CUSTOMER
    assert (await use_cases.refreshed(full.refresh_token)).scopes == frozenset()
    for issued in (full, limited):
        assert (await caller(use_cases, issued)).scopes == frozenset()


async def test_a_limited_principal_is_resolved_with_its_limit(use_cases: UseCases) -> None:
    boss = await use_cases.user("boss", Role.ADMIN)
    issued = await use_cases.signed_in("boss", scopes=frozenset({"orders:read", "events:read"}))
    name = await use_cases.authenticate.name(issued.access_token)
    assert await use_cases.authenticate.resolve(name) == await caller(use_cases, issued)
    made = await use_cases.create_key(
        CreateApiKeyCommand(
            principal=principal(boss), metadata=METADATA, name="key", scopes=frozenset({"orders:read", "users:read"})
        )
    )
    token = await use_cases.client_token(IssueClientTokenCommand(made.key.id, made.secret, frozenset({"users:read"})))
    assert token.scopes == {"users:read"}
    client = await use_cases.authenticate.resolve(await use_cases.authenticate.name(token.access_token))
    assert client.kind == "client"
    assert client.scopes == {"users:read"}
    nothing = await use_cases.client_token(
        IssueClientTokenCommand(made.key.id, made.secret, frozenset({"system:admin"}))
    )
    assert (
        await use_cases.authenticate.resolve(await use_cases.authenticate.name(nothing.access_token))
    ).scopes == frozenset()
    whole = await use_cases.authenticate.resolve(await use_cases.authenticate.name(made.secret))
    assert whole.scopes == {"orders:read", "users:read"}


async def test_a_concurrent_password_change_rejects_the_old_password(use_cases: UseCases) -> None:
    """The password is verified outside the transaction, so changes in between must be detected."""
    ada = await use_cases.user()
    verify = use_cases.hasher.verify

    async def slowly(password: str, hashed: str | None) -> PasswordCheck:
        result = await verify(password, hashed)
        use_cases.in_memory.memory.users[ada.id].password_hash = "plain:another one"
        return result

    use_cases.hasher.verify = slowly  # type: ignore[method-assign]
    with pytest.raises(Unauthenticated):
        await use_cases.signed_in("ada", PASSWORD)
    assert use_cases.in_memory.memory.sessions == {}


async def test_a_concurrently_renewed_hash_rejects_no_user(use_cases: UseCases) -> None:
    ada = await use_cases.user()
    ada.password_hash = f"old:{PASSWORD}"
    verify = use_cases.hasher.verify

    async def slowly(password: str, hashed: str | None) -> PasswordCheck:
        result = await verify(password, hashed)
        use_cases.in_memory.memory.users[ada.id].password_hash = f"plain:{PASSWORD}"
        return result

    use_cases.hasher.verify = slowly  # type: ignore[method-assign]
    assert await is_accepted(use_cases, await use_cases.signed_in())
