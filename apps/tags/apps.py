from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TagsConfig(AppConfig):
    name = "apps.tags"
    label = "tags"
    verbose_name = _("Tags")

    def ready(self):
        from apps.shared import fulltext, substrings

        from .models import Tag

        substrings.register(self, Tag, "search_text")
        fulltext.register(self, Tag, "word_text")
