"""The API as a server loads it: the factory `entrypoints.asgi:create`."""

from functools import partial

from fastapi import FastAPI

from entrypoints.api import ApiParts, create_app
from entrypoints.configuration.environment import load
from entrypoints.container import build, close
from entrypoints.probes import probes


def create() -> FastAPI:
    """The whole application, by the settings of the environment. Raises SettingsError."""
    settings = load()
    container = build(lambda: settings, "tradepost-api")
    parts = ApiParts(
        settings=settings,
        routers=container.routers(),
        probes=probes(container.database(), container.redis().ping),
        opened=_nothing,
        closed=partial(close, container),
    )
    return create_app(parts)


async def _nothing() -> None:
    """Connections are made when they are first used."""
