"""Times a function that sets a report, and says so in one JSON object."""

import json
import statistics
import time


def measure(peer, runs, render):
    """Runs `render(run)` once to warm up and `runs` times for the median."""
    size = len(render(0))
    taken = []
    for run in range(1, runs + 1):
        start = time.perf_counter()
        render(run)
        taken.append((time.perf_counter() - start) * 1000)
    value = round(statistics.median(taken), 1)
    print(json.dumps({"peer": peer, "unit": "ms", "value": value, "bytes": size}), flush=True)
