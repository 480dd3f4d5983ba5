from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BotsConfig(AppConfig):
    name = "apps.bots"
    label = "bots"
    verbose_name = _("Bots")

    def ready(self):
        from apps.accounts import deletion
        from apps.tasks import schedule

        from . import account_deletion, deliveries, notification_types, receivers  # noqa: F401

        deletion.register(account_deletion.prepare, account_deletion.describe, order=10)
        notification_types.register()
        schedule.register(deliveries.delete_old, every=deliveries.EVERY)
