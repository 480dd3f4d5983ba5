from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LiveConfig(AppConfig):
    name = "apps.live"
    label = "live"
    verbose_name = _("Live events")

    def ready(self):
        from apps.tasks import schedule

        from . import delivery, log, receivers  # noqa: F401

        delivery.install()
        schedule.register(log.trim, is_due=log.has_grown_old)
