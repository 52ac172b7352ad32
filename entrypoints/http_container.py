"""What the API process adds: authentication, rate limits and metrics."""

from collections.abc import Sequence

from entrypoints.http import http_metrics
from entrypoints.http.authentication import CompositeAuthenticate, CompositePrincipalResolver
from entrypoints.processes.api import create_http_services
from entrypoints.worker_container import WorkerProcessContainer
from shared.infra.cache.metrics import FALLBACKS
from shared.infra.cache.near_cache import NearCache
from shared.infra.cache.rate_counter import RateCounter
from shared.infra.cache.read_through import ReadThroughCache
from shared.infra.cache.sliding_window import InMemorySlidingWindow, RedisSlidingWindow
from shared.infra.http.responses.problem_codes import ProblemCodes
from shared.infra.http.streams.event_stream import OpenStreams
from shared.infra.injection import constant, dependency, singleton
from shared.kernel.module import Gauge
from shared.kernel.principal import Authenticator


class HttpProcessContainer(WorkerProcessContainer):
    all_authenticators = dependency(Sequence[Authenticator])
    all_gauges = dependency(Sequence[Gauge])
    problem_codes = dependency(ProblemCodes)

    cache: NearCache = singleton(
        NearCache,
        cache=singleton(ReadThroughCache, redis=WorkerProcessContainer.redis),
        redis=WorkerProcessContainer.redis,
    )
    counter = singleton(
        RateCounter,
        shared=singleton(RedisSlidingWindow, redis=WorkerProcessContainer.redis),
        local=singleton(InMemorySlidingWindow),
        on_fallback=constant(FALLBACKS.inc),
    )
    authenticate = singleton(CompositeAuthenticate, authenticators=all_authenticators)
    principals = singleton(CompositePrincipalResolver, authenticators=all_authenticators)
    http_services = singleton(
        create_http_services,
        settings=WorkerProcessContainer.settings,
        authenticate=authenticate,
        counter=counter,
        principals=principals,
        problem_codes=problem_codes,
    )
    streams = singleton(OpenStreams)
    http_samples = singleton(http_metrics.watch_http, sampled=WorkerProcessContainer.samples, streams=streams)
    exposition = singleton(
        http_metrics.exposition, sampled=http_samples, gauges=all_gauges, database=WorkerProcessContainer.database
    )
