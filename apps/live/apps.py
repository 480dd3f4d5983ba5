from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LiveConfig(AppConfig):
    name = "apps.live"
    label = "live"
    verbose_name = _("Live events")

    def ready(self):
        from . import delivery, log, receivers, upkeep  # noqa: F401

        delivery.install()
        upkeep.register(log.trim)
