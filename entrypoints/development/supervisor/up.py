"""`tradepost up`: supervises all servers and processes on this machine."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Mapping

from entrypoints.development.backups.restore import is_paused
from entrypoints.development.processes.data_directory import DataDirectory, DataDirectoryInUse
from entrypoints.development.processes.output import ComponentLog
from entrypoints.development.processes.process_registry import SUPERVISOR
from entrypoints.development.processes.supervised_process import Component, SupervisedProcess, changed_environment
from entrypoints.development.servers.infrastructure import Infrastructure, Servers
from entrypoints.development.servers.postgres import PostgresStartError
from entrypoints.development.supervisor.banner import ready_banner
from entrypoints.development.supervisor.bootstrap import Bootstrap, InvalidAdministrator
from entrypoints.development.supervisor.card_payments import CardPayments, card_payments
from entrypoints.development.supervisor.monitoring_ports import monitoring_ports
from entrypoints.development.supervisor.readiness import until_ready
from entrypoints.development.supervisor.running_shop import write_running_shop
from entrypoints.development.supervisor.subcommands import pasteable_command, tradepost
from entrypoints.schema.compatibility import SchemaError
from entrypoints.settings import DEVELOPMENT_SECRET, Settings

BACKGROUND_PROCESSES = ("worker", "relay", "scheduler")
"""Started after the API: the API accepts orders without them."""
RESUME = ("restore", "--resume")


class PortInUse(Exception):
    """Another program listens on the API's address."""


def run(settings: Settings) -> int:
    """Run until SIGINT or SIGTERM, and return the exit code."""
    directory, log = DataDirectory(settings.home), ComponentLog()
    try:
        directory.lock()
        for component in directory.process_registry.terminate_all():
            log(component, "was left by a killed run and has been stopped")
        check_port(settings)
        asyncio.run(Supervisor(settings, directory, log).run())
    except (DataDirectoryInUse, PortInUse, PostgresStartError, SchemaError, InvalidAdministrator) as error:
        print(error, file=sys.stderr)  # noqa: T201 the terminal is this program's output
        return 1
    return 0


def check_port(settings: Settings) -> None:
    """Raise PortInUse if another program listens on the API's port."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise PortInUse(f"{settings.host}:{settings.port}: {error.strerror}; set TRADEPOST_PORT") from error


class Supervisor:
    """Starts the components in order, restarts them when they die, and stops them in reverse order."""

    def __init__(self, settings: Settings, directory: DataDirectory, log: ComponentLog) -> None:
        self._settings = settings
        self._directory = directory
        self._log = log
        self._infrastructure = Infrastructure(settings, directory, log)
        self._processes: list[SupervisedProcess] = []

    async def run(self) -> None:
        stop = asyncio.Event()
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
        self._directory.process_registry.add(SUPERVISOR, os.getpid())
        starting = asyncio.create_task(self._start())
        stopping = asyncio.create_task(stop.wait())
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
        cards = card_payments(self._settings, self._directory)
        environment = self._environment(servers, cards)
        ports = monitoring_ports(self._settings, BACKGROUND_PROCESSES)
        write_running_shop(self._directory, servers, environment, monitoring_ports=ports)
        if cards.sandbox is not None:
            self._supervise(cards.sandbox)
        bootstrap = Bootstrap(self._settings, self._directory, environment, log=self._log)
        self._run_component("api", "serve", environment)
        await asyncio.gather(bootstrap.prepare(), until_ready(self._settings, self._log))
        self._run_in_background(environment, ports)
        result = await bootstrap.finish()
        text = ready_banner(
            self._settings,
            self._directory,
            servers,
            cards=cards,
            result=result,
            monitoring_ports=ports,
            on_terminal=self._log.on_terminal,
        )
        self._log.plain(text)

    def _run_in_background(self, environment: Mapping[str, str], ports: Mapping[str, int]) -> None:
        """Run the background processes, except in a restored copy: it must not send what the original has sent."""
        if is_paused(self._directory):
            self._log("up", f"a restored copy: no worker, relay or scheduler until `{pasteable_command(*RESUME)}`")
            return
        for name in BACKGROUND_PROCESSES:
            self._run_component(name, name, {**environment, "TRADEPOST_METRICS_PORT": str(ports[name])})
        if self._infrastructure.is_postgres_embedded and self._settings.backup_url is not None:
            self._supervise(Component("wal-archive", tradepost("backup", "archive-wal"), environment))

    def _run_component(self, name: str, command: str, environment: Mapping[str, str]) -> None:
        self._supervise(Component(name, tradepost(command), environment))

    def _supervise(self, component: Component) -> None:
        self._processes.append(SupervisedProcess(component, self._directory.process_registry, self._log))
        self._processes[-1].start()

    async def _stop(self) -> None:
        self._log.plain("stopping")
        await asyncio.gather(*(process.stop() for process in reversed(self._processes)))
        await self._infrastructure.stop()
        self._directory.process_registry.remove(os.getpid())
        self._log.plain("stopped; the data stays in " + str(self._directory.folder))

    def _environment(self, servers: Servers, cards: CardPayments) -> Mapping[str, str]:
        """The components' environment: the servers' URLs, without the credentials of owner and administrator."""
        own_keys = self._settings.secret_keys != (DEVELOPMENT_SECRET,)
        return changed_environment(
            {
                "DATABASE_URL": servers.database,
                "REDIS_URL": servers.redis,
                "TRADEPOST_BROKER_URL": servers.broker,
                "TRADEPOST_SECRET_KEYS": ",".join(self._settings.secret_keys)
                if own_keys
                else self._directory.secret("signing key"),
                "TRADEPOST_HOME": str(self._directory.folder),
                **cards.environment,
                "TRADEPOST_MIGRATION_DATABASE_URL": None,
                "TRADEPOST_ADMIN_PASSWORD": None,
                "PROMETHEUS_MULTIPROC_DIR": str(self._directory.empty_metrics_folder()),
                "PYTHONUNBUFFERED": "1",
            }
        )
