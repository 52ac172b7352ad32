"""Export of this process's spans over OTLP. Imported only if TRADEPOST_OTLP_ENDPOINT is set."""

from importlib.metadata import version

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

from shared.infra.tracing.otel import OtelTracer, provider
from shared.infra.tracing.spans import set_tracer

PATH = "/v1/traces"
TIMEOUT_SECONDS = 5
"""Timeout of an export. An unreachable collector delays the end of the process by this long."""


def start(endpoint: str, process: str) -> None:
    """Start exporting the spans of this process; remaining spans are exported when it ends."""
    url = endpoint.rstrip("/")
    exporter = OTLPSpanExporter(url if url.endswith(PATH) else url + PATH, timeout=TIMEOUT_SECONDS)
    program = version("tradepost")
    set_tracer(OtelTracer(provider(process, program, exporter).get_tracer("tradepost", program)))
