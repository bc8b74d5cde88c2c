"""The peer's side of the comparison: one trivial task.

For `python3 -m celery -A oneshot_peer worker`. The broker's URI comes by the environment.
"""
import os

from celery import Celery

app = Celery("oneshot_peer", broker=os.environ["ONESHOT_BENCH_BROKER"], backend="rpc://")
app.conf.update(worker_prefetch_multiplier=1, broker_connection_retry=False)


@app.task(name="reverse")
def reverse(text):
    return text[::-1]
