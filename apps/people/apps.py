from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "apps.people"
    label = "people"
    verbose_name = _("People")

    def ready(self):
        from apps.shared import demo

        from . import receivers  # noqa: F401

        demo.register("apps.people.demo.part", order=10)
