from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class APIConfig(AppConfig):
    name = "apps.api"
    label = "api"
    verbose_name = _("API")

    def ready(self):
        from apps.live import scripts
        from apps.tasks import schedule

        from . import cleanup, receivers  # noqa: F401

        schedule.register(cleanup.delete_expired, every=cleanup.EVERY)
        scripts.register_module("apps.api.streams")
