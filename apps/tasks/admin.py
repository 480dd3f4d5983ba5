"""The queue, to look at: what waits, what failed and why. And a second try for it."""

from django.contrib import admin, messages
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_tasks_db.admin import DBTaskResult  # imported there, it is registered already
from django_tasks_db.models import get_date_max

from apps.shared.admin import LookOnlyAdmin

from .models import LivingWorker, QueuedTask, Round

admin.site.unregister(DBTaskResult)


@admin.register(QueuedTask)
class QueuedTaskAdmin(LookOnlyAdmin):
    list_display = ["name", "status", "number_of_attempts", "error", "enqueued_at", "not_before"]
    list_filter = ["status", "enqueued_at"]
    search_fields = ["task_path", "exception_class_path"]
    search_help_text = _("Part of a task's name, or of an error's.")
    actions = ["try_again"]
    fields = readonly_fields = [
        *("task_path", "arguments", "status", "number_of_attempts", "workers", "priority"),
        *("enqueued_at", "not_before", "started_at", "finished_at", "return_value", "way_to_the_error"),
    ]

    @admin.display(description=_("task"))
    def name(self, task):
        """As those who read lists say it; where its code is, its page says."""
        return task.task_path.removeprefix("apps.")

    @admin.display(description=_("arguments"))
    def arguments(self, task):
        named = [f"{name}={value!r}" for name, value in task.args_kwargs["kwargs"].items()]
        return ", ".join([*map(repr, task.args_kwargs["args"]), *named])

    @admin.display(description=_("workers"))
    def workers(self, task):
        return ", ".join(task.worker_ids)

    @admin.display(description=_("attempts"))
    def number_of_attempts(self, task):
        return task.attempts

    @admin.display(description=_("not before"))
    def not_before(self, task):
        return None if task.run_after == get_date_max() else task.run_after

    @admin.display(description=_("last error"))
    def error(self, task):
        return task.last_error[:200]

    @admin.display(description=_("last error"))
    def way_to_the_error(self, task):
        return format_html("<pre>{}</pre>", task.traceback) if task.traceback else None

    @admin.action(description=_("Try again now"), permissions=["try_again"])
    def try_again(self, request, tasks):
        tried = sum(task.try_again() for task in tasks)
        left = len(tasks) - tried
        if tried:
            self.message_user(request, ngettext("%d task is tried again.", "%d tasks are tried again.", tried) % tried)
        if left:
            sentence = ngettext("%d task runs, or is done.", "%d tasks run, or are done.", left)
            self.message_user(request, sentence % left, messages.WARNING)

    def has_try_again_permission(self, request):
        return request.user.has_perm("tasks.change_queuedtask")


class KeptByWorkers(LookOnlyAdmin):
    def has_delete_permission(self, request, row=None):
        return False


@admin.register(Round)
class RoundAdmin(KeptByWorkers):
    list_display = ["path", "next_at", "last_time"]
    list_filter = ["next_at"]
    list_select_related = ["task"]
    search_fields = ["path"]
    fields = readonly_fields = list_display

    @admin.display(description=_("the last time"))
    def last_time(self, row):
        return row.task and f"{row.task.get_status_display()} · {row.task.enqueued_at:%Y-%m-%d %H:%M}"


@admin.register(LivingWorker)
class LivingWorkerAdmin(KeptByWorkers):
    """Who does tasks at this moment."""

    list_display = ["name", "began_at", "seen_at", "task"]
    list_filter = ["seen_at"]
    list_select_related = ["task"]
    search_fields = ["name"]
    fields = readonly_fields = list_display
