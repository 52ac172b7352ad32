"""Where one is signed in, and how that ends; what a token opens that was asked to open less."""

import pytest

from modules.users.application.api_keys.create_api_key import ApiKeyWish
from modules.users.application.sessions.end_sessions import SessionEnd, SessionsEnd
from modules.users.application.sessions.issue_client_token import ClientCredentials
from modules.users.application.sessions.issue_tokens import Issued
from modules.users.domain.roles import Role
from shared.kernel.errors import Invalid, NotFound, Unauthenticated
from shared.kernel.paging import PageRequest
from shared.kernel.principal import Principal
from tests.modules.users.application.conftest import CAUSE, PASSWORD, House, principal

ALL = PageRequest(100, sort=("-id",))


async def opens(house: House, issued: Issued) -> bool:
    try:
        await house.authenticate(issued.access_token)
    except Unauthenticated:
        return False
    return True


async def caller(house: House, issued: Issued) -> Principal:
    return await house.authenticate(issued.access_token)


async def test_one_sees_where_one_is_signed_in(house: House) -> None:
    await house.user()
    await house.user("bob")
    first, second = await house.signed_in(), await house.signed_in()
    await house.signed_in("bob")
    ada = await caller(house, second)
    page = await house.see_sessions.page(ada, ALL)
    assert page.total == 2
    assert [session.user_agent for session in page.items] == ["test/1"] * 2
    assert page.items[0].id == ada.session_id
    other = (await caller(house, first)).session_id or 0
    assert (await house.see_sessions.one(ada, other)).id == other


async def test_others_sessions_are_not_there(house: House) -> None:
    await house.user()
    await house.user("bob")
    ada, bob = await caller(house, await house.signed_in()), await caller(house, await house.signed_in("bob"))
    for id_ in (bob.session_id or 0, 999):
        with pytest.raises(NotFound):
            await house.see_sessions.one(ada, id_)
        with pytest.raises(NotFound):
            await house.end_session(SessionEnd(ada, id_))
    assert await opens(house, await house.signed_in("bob"))


async def test_an_ended_session_opens_nothing_and_carries_on_nothing(house: House) -> None:
    await house.user()
    here, there = await house.signed_in(), await house.signed_in()
    ada = await caller(house, here)
    ended = (await caller(house, there)).session_id or 0
    await house.end_session(SessionEnd(ada, ended))
    assert [await opens(house, issued) for issued in (here, there)] == [True, False]
    with pytest.raises(Unauthenticated):
        await house.refreshed(there.refresh_token)
    with pytest.raises(NotFound):
        await house.end_session(SessionEnd(ada, ended))


@pytest.mark.parametrize("keep", [True, False])
async def test_one_signs_out_everywhere(house: House, keep: bool) -> None:
    await house.user()
    await house.user("bob")
    here, there, bobs = await house.signed_in(), await house.signed_in(), await house.signed_in("bob")
    await house.end_sessions(SessionsEnd(await caller(house, here), keep_current=keep))
    assert [await opens(house, issued) for issued in (here, there, bobs)] == [keep, False, True]


async def test_an_api_client_has_no_sessions_and_ends_none(house: House) -> None:
    boss = await house.user("boss", Role.ADMIN)
    issued = await house.signed_in("boss")
    client = Principal("9", "client", boss.role.scopes, owner_id=boss.id)
    assert (await house.see_sessions.page(client, ALL)).items == []
    session = (await caller(house, issued)).session_id or 0
    with pytest.raises(NotFound):
        await house.see_sessions.one(client, session)
    with pytest.raises(NotFound):
        await house.end_session(SessionEnd(client, session))
    await house.end_sessions(SessionsEnd(client))
    assert await opens(house, issued)


@pytest.mark.parametrize("which", ["access", "refresh", "spent"])
async def test_any_token_of_a_session_ends_it(house: House, which: str) -> None:
    await house.user()
    spent = await house.signed_in()
    issued, other = await house.refreshed(spent.refresh_token), await house.signed_in()
    token = {"access": issued.access_token, "refresh": issued.refresh_token, "spent": spent.refresh_token}[which]
    await house.revoke(str(token))
    assert [await opens(house, one) for one in (issued, other)] == [False, True]
    with pytest.raises(Unauthenticated) as refusal:
        await house.refreshed(issued.refresh_token)
    assert refusal.value.code == "invalid_credentials"
    await house.revoke(str(token))


async def test_what_opens_nothing_is_given_back_without_a_word(house: House) -> None:
    await house.user()
    issued = await house.signed_in()
    for token in ("nonsense", "a.b.c", "x" * 43, ""):
        await house.revoke(token)
    assert await opens(house, issued)
    house.twins.pass_time(hours=1)
    await house.revoke(issued.access_token)
    assert await house.refreshed(issued.refresh_token), "an access token that is over ends nothing"


async def test_tokens_of_clients_are_not_taken_back(house: House) -> None:
    boss = await house.user("boss", Role.ADMIN)
    made = await house.create_key(ApiKeyWish(principal(boss), CAUSE, "key", frozenset({"orders:read"})))
    issued = await house.client_token(ClientCredentials(made.key.id, made.secret))
    for token in (made.secret, issued.access_token):
        with pytest.raises(Invalid) as refusal:
            await house.revoke(token)
        assert [error.code for error in refusal.value.errors] == ["unsupported_token_type"]


async def test_a_token_opens_no_more_than_was_asked_for(house: House) -> None:
    await house.user("sue", Role.SUPPORT)
    issued = await house.signed_in("sue", scopes=frozenset({"orders:read", "system:admin", "no:such"}))
    assert issued.scopes == {"orders:read"}
    assert (await caller(house, issued)).scopes == {"orders:read"}
    following = await house.refreshed(issued.refresh_token)
    assert following.scopes == (await caller(house, following)).scopes == {"orders:read"}


async def test_asked_for_less_once_it_is_not_less_for_ever(house: House) -> None:
    await house.user("sue", Role.SUPPORT)
    issued = await house.signed_in("sue")
    less = await house.refreshed(issued.refresh_token, frozenset({"orders:read"}))
    assert (await caller(house, less)).scopes == {"orders:read"}
    again = await house.refreshed(less.refresh_token)
    assert (await caller(house, again)).scopes == Role.SUPPORT.scopes


async def test_no_refresh_widens_what_a_session_began_with(house: House) -> None:
    await house.user("sue", Role.SUPPORT)
    issued = await house.signed_in("sue", scopes=frozenset({"orders:read", "users:read"}))
    wider = await house.refreshed(issued.refresh_token, frozenset({"users:read", "orders:write"}))
    assert wider.scopes == (await caller(house, wider)).scopes == {"users:read"}


async def test_a_lesser_role_takes_rights_from_tokens_already_out(house: House) -> None:
    sue = await house.user("sue", Role.SUPPORT)
    full = await house.signed_in("sue")
    limited = await house.signed_in("sue", scopes=frozenset({"orders:read"}))
    house.twins.memory.users[sue.id].role = Role.CUSTOMER
    assert (await house.refreshed(full.refresh_token)).scopes == frozenset()
    for issued in (full, limited):
        assert (await caller(house, issued)).scopes == frozenset()


async def test_a_limited_caller_is_found_again_with_the_limit(house: House) -> None:
    boss = await house.user("boss", Role.ADMIN)
    issued = await house.signed_in("boss", scopes=frozenset({"orders:read", "events:read"}))
    name = await house.authenticate.name(issued.access_token)
    assert await house.authenticate.resolve(name) == await caller(house, issued)
    made = await house.create_key(ApiKeyWish(principal(boss), CAUSE, "key", frozenset({"orders:read", "users:read"})))
    token = await house.client_token(ClientCredentials(made.key.id, made.secret, frozenset({"users:read"})))
    assert token.scopes == {"users:read"}
    client = await house.authenticate.resolve(await house.authenticate.name(token.access_token))
    assert client.kind == "client"
    assert client.scopes == {"users:read"}
    nothing = await house.client_token(ClientCredentials(made.key.id, made.secret, frozenset({"system:admin"})))
    assert (await house.authenticate.resolve(await house.authenticate.name(nothing.access_token))).scopes == frozenset()
    whole = await house.authenticate.resolve(await house.authenticate.name(made.secret))
    assert whole.scopes == {"orders:read", "users:read"}


async def test_who_changes_the_password_meanwhile_is_not_signed_in_by_the_old_one(house: House) -> None:
    """The password is compared outside the transaction: what changed by then counts."""
    ada = await house.user()
    verify = house.hasher.verify

    async def slowly(password: str, hashed: str | None):  # type: ignore[no-untyped-def]
        verdict = await verify(password, hashed)
        house.twins.memory.users[ada.id].password_hash = "plain:another one"
        return verdict

    house.hasher.verify = slowly  # type: ignore[method-assign]
    with pytest.raises(Unauthenticated):
        await house.signed_in("ada", PASSWORD)
    assert house.twins.memory.sessions == {}


async def test_a_hash_renewed_meanwhile_does_not_turn_anybody_away(house: House) -> None:
    ada = await house.user()
    ada.password_hash = f"old:{PASSWORD}"
    verify = house.hasher.verify

    async def slowly(password: str, hashed: str | None):  # type: ignore[no-untyped-def]
        verdict = await verify(password, hashed)
        house.twins.memory.users[ada.id].password_hash = f"plain:{PASSWORD}"
        return verdict

    house.hasher.verify = slowly  # type: ignore[method-assign]
    assert await opens(house, await house.signed_in())
