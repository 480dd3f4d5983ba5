from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WeeksConfig(AppConfig):
    name = "apps.weeks"
    label = "weeks"
    verbose_name = _("The community’s weeks")

    def ready(self):
        from apps.posts import feed_parts
        from apps.shared import demo
        from apps.tasks import schedule

        from . import feed, making, people, photos, projects, questions

        people.register()
        photos.register()
        projects.register()
        questions.register()
        feed_parts.register(feed_parts.ABOVE, feed.line_above_feed, order=10)
        schedule.register(making.make_last_week, every=making.EVERY, is_due=making.is_due)
        demo.register("apps.weeks.demo", order=90)
