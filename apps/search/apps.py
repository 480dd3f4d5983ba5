from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "apps.search"
    label = "search"
    verbose_name = _("Search")

    def ready(self):
        from apps.people import profile_parts
        from apps.posts import feed_parts
        from apps.shared import demo, front_page
        from apps.tasks import schedule

        from . import counts, on_other_pages, receivers  # noqa: F401

        schedule.register(counts.refresh, every=counts.EVERY)
        feed_parts.register(feed_parts.AFTER_NEW, on_other_pages.first_page, order=10)
        front_page.register(front_page.BESIDE_FEED, on_other_pages.beside_feed, order=10)
        profile_parts.register(profile_parts.FIRST_TAB, on_other_pages.link_of_profile, order=90)
        demo.register("apps.search.demo", order=95)
