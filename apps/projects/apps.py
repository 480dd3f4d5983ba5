from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "apps.projects"
    label = "projects"
    verbose_name = _("Projects")

    def ready(self):
        from apps.accounts import deletion
        from apps.posts import counters as target_counters
        from apps.posts import live
        from apps.posts.models import targets
        from apps.shared import counters, demo, front_page, fulltext, substrings

        from . import account_deletion, notification_types, profile_tabs, receivers  # noqa: F401
        from .counters import REVIEWS, all_endorsements
        from .front_page import beside_feed, for_visitors
        from .models import Project, Review

        targets.register(Project, Project.objects.visible_to)
        target_counters.register(Project, **REVIEWS)
        counters.register(all_endorsements, order=40)
        live.register_target(Project)
        # Before posts and comments go.
        deletion.register(account_deletion.prepare, account_deletion.describe, order=25)
        deletion.register_words(Review)
        deletion.register_words(Review, "answered_by")
        notification_types.register()
        front_page.register(front_page.BESIDE_FEED, beside_feed, order=20)
        front_page.register(front_page.FOR_VISITORS, for_visitors, order=20)
        demo.register("apps.projects.demo.part", order=50)
        demo.register("apps.projects.demo.bulk", order=60)
        profile_tabs.register()
        substrings.register(self, Project, "search_text")
        fulltext.register(self, Project, "word_text")
