"""A worker whose broker is in memory: it gives itself work, tells what came of it, and ends."""

from celery import Celery
from celery.signals import task_success, worker_ready

app = Celery("tasks", broker="memory://", backend="cache+memory://")
app.conf.broker_connection_retry_on_startup = True
app.conf.worker_redirect_stdouts = False


@app.task
def add(one, other):
    return one + other


@worker_ready.connect
def begin(**_):
    add.delay(2, 3)
    add.delay(20, 30)


@task_success.connect
def finished(result, **_):
    print(f"result {result}", flush=True)
    if result == 50:
        app.control.shutdown()
