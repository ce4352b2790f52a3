"""Figures of this process in Prometheus's text form: requests, waits, refusals, queues, turns, memory."""

import os
import resource
import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import accumulate

BOUNDS = (0.005, 0.02, 0.1, 0.3, 1.0, 3.0, 10.0)
"""Seconds: the upper ends of the histogram's buckets."""
TEXT = "text/plain; version=0.0.4; charset=utf-8"

Figures = Callable[[], Mapping[str, float]]
"""Figures that are asked for when somebody looks, by a label's value."""


class Metrics:
    """What one process has counted since it started."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._durations = [0] * (len(BOUNDS) + 1)
        self._seconds = self._waited = 0.0
        self._gauges: dict[tuple[str, str], Figures] = {}

    def count(self, method: str, route: str, status: int, seconds: float, waited: float) -> None:
        """One request that has been answered."""
        with self._guard:
            self._requests[method, route, status] += 1
            self._durations[bisect_left(BOUNDS, seconds)] += 1
            self._seconds += seconds
            self._waited += waited

    def watch(self, name: str, label: str, figures: Figures) -> None:
        """Shows further figures under that name."""
        self._gauges[name, label] = figures

    def text(self) -> str:
        """Everything as Prometheus reads it."""
        with self._guard:
            requests, durations, total = sorted(self._requests.items()), [*self._durations], self._seconds
        lines = ["# TYPE downhill_requests_total counter"]
        lines += [
            _line("downhill_requests_total", count, method=method, route=route, status=str(status))
            for (method, route, status), count in requests
        ]
        refused = sum(count for (_, _, status), count in requests if status in (408, 413, 429, 503))
        lines += ["# TYPE downhill_refusals_total counter", _line("downhill_refusals_total", refused)]
        lines += ["# TYPE downhill_waited_seconds_total counter", _line("downhill_waited_seconds_total", self._waited)]
        lines += [*_histogram("downhill_request_seconds", durations, total), *self._watched(), *_memory()]
        return "\n".join((*lines, ""))

    def _watched(self) -> Iterator[str]:
        for (name, label), figures in self._gauges.items():
            yield f"# TYPE {name} gauge"
            for value, figure in figures().items():
                yield _line(name, figure, **{label: value})


def _histogram(name: str, durations: list[int], total: float) -> Iterator[str]:
    yield f"# TYPE {name} histogram"
    for bound, count in zip((*map(str, BOUNDS), "+Inf"), accumulate(durations), strict=True):
        yield _line(f"{name}_bucket", count, le=bound)
    yield _line(f"{name}_sum", total)
    yield _line(f"{name}_count", sum(durations))


def _memory() -> Iterator[str]:
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    yield "# TYPE downhill_largest_memory_bytes gauge"
    yield _line("downhill_largest_memory_bytes", largest)


def _line(name: str, figure: float, **labels: str) -> str:
    """One sample; every one says which process it is of, for each has its own."""
    told = ",".join(f'{label}="{value}"' for label, value in {**labels, "worker": str(os.getpid())}.items())
    return f"{name}{{{told}}} {figure:g}" if isinstance(figure, float) else f"{name}{{{told}}} {figure}"
