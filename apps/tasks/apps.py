from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TasksConfig(AppConfig):
    name = "apps.tasks"
    label = "tasks"
    verbose_name = _("Tasks")

    def ready(self):
        from apps.shared import health

        from . import pruning, schedule
        from .models import LivingWorker

        schedule.register(pruning.prune, every=schedule.DAY)
        health.register("worker", LivingWorker.objects.one_lives)
