from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "apps.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self):
        from apps.shared import counters, substrings
        from apps.tasks import schedule

        from . import receivers, user_rows  # noqa: F401
        from .models import User

        substrings.register(self, User, "username")
        schedule.register(user_rows.restore, every=user_rows.EVERY, is_due=user_rows.is_any_missing)
        counters.register(user_rows.report_missing, order=5)
