"""Sends this process's spans to a collector. Imported only where TRADEPOST_OTLP_ENDPOINT names one."""

from importlib.metadata import version

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

from shared.infra.tracing.otel import OtelTracer, provider
from shared.infra.tracing.spans import set_tracer

PATH = "/v1/traces"
TIMEOUT_SECONDS = 5
"""For a collector's answer; also how long one that is away keeps a process from ending."""


def start(endpoint: str, process: str) -> None:
    """From now on spans of this process go to the collector; what is left goes when the process ends."""
    url = endpoint.rstrip("/")
    exporter = OTLPSpanExporter(url if url.endswith(PATH) else url + PATH, timeout=TIMEOUT_SECONDS)
    program = version("tradepost")
    set_tracer(OtelTracer(provider(process, program, exporter).get_tracer("tradepost", program)))
