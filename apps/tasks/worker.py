"""Whoever does the tasks: a process of its own (`manage.py work`), or a thread of the server's."""

from django_tasks_db.management.commands.db_worker import Worker as DatabaseWorker


class Worker(DatabaseWorker):
    pass


def work_off():
    """Do all that is due now, and come back."""
    Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="at-once",
        excluded_queue_names=[],
    ).run()
