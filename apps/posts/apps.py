from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PostsConfig(AppConfig):
    name = "apps.posts"
    label = "posts"
    verbose_name = _("Posts")

    def ready(self):
        from apps.accounts import deletion
        from apps.live import channels
        from apps.people import profile_parts
        from apps.shared import counters, demo, fulltext
        from apps.tasks import schedule

        from . import account_deletion, grid, live, plans, receivers, told  # noqa: F401
        from .counters import all_targets_and_comments
        from .counters import register as register_counters
        from .models import Comment, Post
        from .models.targets import register as register_target

        channels.register("feed", source=live.feed_on_the_page, can_be_read_by=live.is_a_member, reliable=False)
        schedule.register(plans.carry_out, every=plans.EVERY, is_due=plans.are_due)
        profile_parts.register(profile_parts.FIRST_TAB, grid.part_of_profile, order=10)
        profile_parts.register(profile_parts.NUMBERS, grid.number_of_photos, order=10)
        demo.register("apps.posts.demo.part", order=30)
        demo.register("apps.posts.demo.bulk", order=40)
        deletion.register(account_deletion.prepare, account_deletion.describe, order=30)
        deletion.register_words(Comment)
        fulltext.register(self, Post)
        fulltext.register(self, Comment)
        told.register()
        register_target(Post, Post.objects.visible_to)
        live.register_target(Post)
        register_counters(Post)
        counters.register(all_targets_and_comments, order=30)
