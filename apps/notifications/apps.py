from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "apps.notifications"
    label = "notifications"
    verbose_name = _("Notifications")

    def ready(self):
        from apps.tasks import schedule

        from . import receivers, spread, trimming  # noqa: F401

        schedule.register(spread.spread, every=spread.EVERY, is_due=spread.is_due)
        schedule.register(trimming.trim, every=trimming.EVERY)
