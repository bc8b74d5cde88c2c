"""Measures calls of the task with Celery's own client.

    oneshot_requester.py MODE SECONDS WARM_UP OUTSTANDING

MODE is `spaced` (a call, 80 ms of nothing, the next), `chained` (back to back) or `flood`
(OUTSTANDING calls at any time). Prints `begin` when WARM_UP calls are done and `end` when SECONDS
have passed and, unless it is a flood, the call in flight is done; then waits for a line on its
standard input and prints the nanoseconds of each call between the two, a line each.
"""
import sys
import time

from oneshot_peer import app, reverse

TEXT = "oneshot " * 128
EXPECTED = TEXT[::-1]
BETWEEN_SECONDS = 0.08
PATIENCE_SECONDS = 60


def check(result):
    if result != EXPECTED:
        raise SystemExit("a wrong result")


def call():
    """One call as a user writes it; its nanoseconds."""
    start = time.perf_counter_ns()
    result = reverse.delay(TEXT).get(timeout=PATIENCE_SECONDS)
    nanos = time.perf_counter_ns() - start
    check(result)
    return nanos


class Flood:
    """Always as many calls outstanding; each that ends starts another."""

    def __init__(self, outstanding):
        self.outstanding = outstanding
        self.pending = {}
        self.times = []

    def submit(self):
        start = time.perf_counter_ns()
        result = reverse.delay(TEXT)
        self.pending[result.id] = result  # the backend only keeps it weakly
        result.then(lambda ended: self.ended(ended, start), weak=True)

    def ended(self, result, start):
        self.times.append(time.perf_counter_ns() - start)
        del self.pending[result.id]
        check(result.result)

    def run(self, is_enough):
        last = time.monotonic()
        while not is_enough():
            while len(self.pending) < self.outstanding:
                self.submit()
            before = len(self.times)
            try:
                app.backend.result_consumer.drain_events(timeout=0.1)
            except TimeoutError:
                pass
            if len(self.times) > before:
                last = time.monotonic()
            elif time.monotonic() - last > PATIENCE_SECONDS:
                raise SystemExit("no call ended for a minute")


def flood(is_over, warm_up, outstanding):
    calls = Flood(outstanding)
    calls.run(lambda: len(calls.times) >= warm_up)
    calls.times.clear()
    begin()
    calls.run(is_over)
    return calls.times


def one_by_one(is_over, warm_up, pause_seconds):
    for _ in range(warm_up):
        call()
    times = []
    begin()
    while not is_over():
        times.append(call())
        time.sleep(pause_seconds)
    return times


def begin():
    global end_at
    print("begin", flush=True)
    end_at = time.monotonic() + float(sys.argv[2])


def is_over():
    return time.monotonic() >= end_at


def main(mode, warm_up, outstanding):
    if mode == "flood":
        times = flood(is_over, warm_up, outstanding)
    else:
        times = one_by_one(is_over, warm_up, BETWEEN_SECONDS if mode == "spaced" else 0)
    print("end", flush=True)
    sys.stdin.readline()
    print(*times, sep="\n", flush=True)


end_at = 0.0
if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[3]), int(sys.argv[4]))
