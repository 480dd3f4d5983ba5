from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "apps.notifications"
    label = "notifications"
    verbose_name = _("Notifications")

    def ready(self):
        from apps.accounts import deletion, user_rows
        from apps.live import channels
        from apps.shared import demo
        from apps.tasks import schedule

        from . import account_deletion, digests, live, receivers, spread, told, trimming  # noqa: F401
        from .models import Preferences

        lacking, create = Preferences.objects.lacking, Preferences.objects.insert_missing
        user_rows.register("preferences", lacking, create, order=20)
        deletion.register(account_deletion.prepare, account_deletion.describe, order=40)
        told.register()
        channels.register("members", source=live.everybody, can_be_read_by=live.is_member, reliable=False)
        schedule.register(spread.spread, every=spread.EVERY, is_due=spread.is_due)
        schedule.register(digests.run, every=digests.EVERY, is_due=digests.is_due)
        schedule.register(trimming.trim, every=trimming.EVERY)
        demo.register("apps.notifications.demo.part", order=90)
