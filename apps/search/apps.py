from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "apps.search"
    label = "search"
    verbose_name = _("Search")

    def ready(self):
        from apps.shared import demo
        from apps.tasks import schedule

        from . import counts, receivers  # noqa: F401

        schedule.register(counts.refresh, every=counts.EVERY)
        demo.register("apps.search.demo", order=95)
