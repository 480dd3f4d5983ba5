from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoomsConfig(AppConfig):
    name = "apps.rooms"
    label = "rooms"
    verbose_name = _("Rooms")

    def ready(self):
        from apps.accounts import deletion, user_rows
        from apps.live import channels
        from apps.shared import counters, demo, fulltext, substrings
        from apps.tasks import schedule

        from . import account_deletion, live, personal, receivers, stays, told  # noqa: F401
        from .counters import all_rooms
        from .models import Message, Room

        user_rows.register("personal room", personal.lacking, personal.create_missing, order=30, has_users_key=False)
        readers = {"source": live.room_on_the_page, "can_be_read_by": live.can_be_read_by}
        channels.register("room", **readers, reliable=True, presence=True)
        myself = {"source": live.oneself, "can_be_read_by": live.is_oneself}
        channels.register("user", **myself, reliable=False, presence=True, tells_presence=False)
        channels.register(
            "activity", source=live.activity_of_ones_rooms, can_be_read_by=live.is_a_member, reliable=False
        )
        deletion.register(account_deletion.prepare, account_deletion.describe, order=20)
        deletion.register_words(Message)
        fulltext.register(self, Message, scope="room_id")
        fulltext.register(self, Room, "word_text")
        substrings.register(self, Room, "search_text")
        told.register()
        schedule.register(stays.clear, is_due=stays.are_over)
        demo.register("apps.rooms.demo.part", order=20)
        counters.register(all_rooms, order=20)
