"""`tradepost up`: one supervisor for everything on this machine."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Mapping

from entrypoints.development.processes.data_directory import Home, HomeInUse
from entrypoints.development.processes.output import Log
from entrypoints.development.processes.process_registry import SUPERVISOR
from entrypoints.development.processes.supervised_process import Kept, Part, inherited
from entrypoints.development.servers.infrastructure import Infrastructure, Servers
from entrypoints.development.servers.postgres import DidNotStart
from entrypoints.development.supervisor.banner import greeting
from entrypoints.development.supervisor.bootstrap import AdministratorRefused, FirstDay
from entrypoints.development.supervisor.card_payments import CardPayments, card_payments
from entrypoints.development.supervisor.readiness import until_ready
from entrypoints.development.supervisor.running_shop import tell
from entrypoints.development.supervisor.subcommands import tradepost
from entrypoints.settings import DEVELOPMENT_SECRET, Settings

BEHIND_THE_API = ("worker", "relay", "scheduler")
"""Orders are taken without them, so they do not delay the API's start."""


class CannotStart(Exception):
    """Something outside stands in the way; the message says what."""


def run(settings: Settings) -> int:
    """Run until SIGINT or SIGTERM; the exit code."""
    home, log = Home(settings.home), Log()
    try:
        home.occupy()
        for part in home.register.end_all():
            log(part, "was left by a killed run and has been ended")
        refuse_taken_port(settings)
        asyncio.run(Up(settings, home, log).run())
    except (HomeInUse, CannotStart, DidNotStart, AdministratorRefused) as error:
        print(error, file=sys.stderr)  # noqa: T201 the terminal is this program's output
        return 1
    return 0


def refuse_taken_port(settings: Settings) -> None:
    """Raise CannotStart when another program listens where the API shall."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise CannotStart(f"{settings.host}:{settings.port}: {error.strerror}; set TRADEPOST_PORT") from error


class Up:
    """The life of one run: start in order, keep running, stop in reverse."""

    def __init__(self, settings: Settings, home: Home, log: Log) -> None:
        self._settings = settings
        self._home = home
        self._log = log
        self._infrastructure = Infrastructure(settings, home, log)
        self._parts: list[Kept] = []

    async def run(self) -> None:
        told_to_stop = asyncio.Event()
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(name, told_to_stop.set)
        self._home.register.add(SUPERVISOR, os.getpid())
        starting = asyncio.create_task(self._start())
        stopping = asyncio.create_task(told_to_stop.wait())
        try:
            await asyncio.wait([starting, stopping], return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                starting.result()
                await stopping
        finally:
            starting.cancel()
            await asyncio.wait([starting])
            await self._stop()

    async def _start(self) -> None:
        servers = await self._infrastructure.start()
        cards = card_payments(self._settings, self._home)
        environment = self._environment(servers, cards)
        tell(self._home, servers, environment)
        if cards.sandbox is not None:
            self._keep(cards.sandbox)
        day = FirstDay(self._settings, self._home, environment, self._log)
        self._run_part("api", "serve", environment)
        await asyncio.gather(day.before_opening(), until_ready(self._settings, self._log))
        for name in BEHIND_THE_API:
            self._run_part(name, name, environment)
        welcome = await day.welcome()
        text = greeting(self._settings, self._home, servers, cards, welcome, on_terminal=self._log.on_terminal)
        self._log.plain(text)

    def _run_part(self, name: str, command: str, environment: Mapping[str, str]) -> None:
        self._keep(Part(name, tradepost(command), environment))

    def _keep(self, part: Part) -> None:
        self._parts.append(Kept(part, self._home.register, self._log))
        self._parts[-1].start()

    async def _stop(self) -> None:
        self._log.plain("stopping")
        await asyncio.gather(*(part.stop() for part in reversed(self._parts)))
        await self._infrastructure.stop()
        self._home.register.remove(os.getpid())
        self._log.plain("stopped; the data stays in " + str(self._home.folder))

    def _environment(self, servers: Servers, cards: CardPayments) -> Mapping[str, str]:
        """What the parts are told: the servers, and nothing of the owner's or the administrator's."""
        own_keys = self._settings.secret_keys != (DEVELOPMENT_SECRET,)
        return inherited(
            {
                "DATABASE_URL": servers.database,
                "REDIS_URL": servers.redis,
                "TRADEPOST_BROKER_URL": servers.broker,
                "TRADEPOST_SECRET_KEYS": ",".join(self._settings.secret_keys)
                if own_keys
                else self._home.secret("signing key"),
                "TRADEPOST_HOME": str(self._home.folder),
                **cards.told,
                "TRADEPOST_MIGRATION_DATABASE_URL": None,
                "TRADEPOST_ADMIN_PASSWORD": None,
                "PROMETHEUS_MULTIPROC_DIR": str(self._home.emptied_metrics()),
                "PYTHONUNBUFFERED": "1",
            }
        )
