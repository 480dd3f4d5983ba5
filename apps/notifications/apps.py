from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "apps.notifications"
    label = "notifications"
    verbose_name = _("Notifications")

    def ready(self):
        from apps.live import channels
        from apps.tasks import schedule

        from . import live, receivers, spread, told  # noqa: F401

        told.register()
        channels.register("members", source=live.everybody, can_be_read_by=live.is_member, reliable=False)
        schedule.register(spread.spread, every=spread.EVERY, is_due=spread.is_due)
