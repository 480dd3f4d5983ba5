from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "apps.people"
    label = "people"
    verbose_name = _("People")

    def ready(self):
        from apps.accounts import former_usernames, user_rows
        from apps.shared import demo, fulltext, substrings

        from . import profile_parts, profile_tabs, receivers, told  # noqa: F401
        from .models import Profile
        from .profile_pages import number_of_follows

        user_rows.register("profile", Profile.objects.lacking, Profile.objects.insert_missing, order=10)
        former_usernames.register(Profile.objects.can_be_found)
        told.register()
        profile_tabs.register(_("Photos"), "people:profile", order=10)
        profile_tabs.register(_("About"), "people:about", order=90)
        profile_parts.register(profile_parts.NUMBERS, number_of_follows, order=20)
        substrings.register(self, Profile, "search_text", "sort_name")
        fulltext.register(self, Profile, "word_text")
        demo.register("apps.people.demo.part", order=10)
