"""What this process did, counted for Prometheus.

Counting is a dictionary look-up and four additions (0.7 µs); prometheus-client, whose import costs a starting server
0.1 s, is loaded when somebody asks for `/metrics`.
"""

from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from prometheus_client.metrics_core import Metric

BOUNDS_S: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

# One row per series: requests per bucket, the last one for those beyond every bound, then the seconds in all.
_SERIES: Final[dict[tuple[str, str, int], list[float]]] = {}
_GAUGES: Final[dict[str, tuple[str, float]]] = {}


def observe(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answered request. route: the template (`/v1/customers/{id}`), never the address itself."""
    series = _SERIES.get((method, route, status))
    if series is None:
        series = _SERIES[method, route, status] = [0] * (len(BOUNDS_S) + 2)
    series[bisect_left(BOUNDS_S, seconds)] += 1
    series[-1] += seconds


def gauge(name: str, description: str, value: float) -> None:
    """Set what `name` shows from now on."""
    _GAUGES[name] = (description, value)


def exposition() -> bytes:
    """Everything counted so far, in Prometheus' text format."""
    from prometheus_client import generate_latest

    return generate_latest(_registry())


@cache
def _registry() -> "CollectorRegistry":
    from prometheus_client import CollectorRegistry, ProcessCollector

    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(_Requests())
    return registry


class _Requests:
    """Turns the counts into metrics when they are asked for."""

    def collect(self) -> Iterator["Metric"]:
        from prometheus_client.metrics_core import GaugeMetricFamily, HistogramMetricFamily

        requests = HistogramMetricFamily(
            "leadgen_http_request_seconds",
            "Seconds from the request's arrival to its answer.",
            labels=("method", "route", "status"),
        )
        for (method, route, status), (*counts, seconds) in list(_SERIES.items()):
            requests.add_metric((method, route, str(status)), list(_cumulated(counts)), seconds)
        yield requests
        for name, (description, value) in list(_GAUGES.items()):
            yield GaugeMetricFamily(name, description, value)


def _cumulated(counts: list[float]) -> Iterator[tuple[str, float]]:
    total = 0.0
    for bound, count in zip((*map(str, BOUNDS_S), "+Inf"), counts, strict=True):
        total += count
        yield bound, total
