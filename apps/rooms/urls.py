from django.urls import path, reverse_lazy
from django.utils.text import format_lazy
from django.views.generic import RedirectView

from . import converters, views  # noqa: F401

FOR_ME = format_lazy("{}?of=mentions", reverse_lazy("notifications:notifications"))

app_name = "rooms"

urlpatterns = [
    path("", views.front_door, name="front_door"),
    path("rooms/", views.rooms, name="rooms"),
    path("rooms/side/", views.side, name="side"),
    path(
        "concerns/",
        RedirectView.as_view(url=FOR_ME, permanent=True, http_method_names=["get", "head"]),
        name="concerns",
    ),
    path("messages/", views.inbox, name="inbox"),
    path("messages/new/", views.begin, name="begin"),
    path("messages/<str:usernames>/", views.conversation, name="conversation"),
    path("rooms/new/", views.new, name="new"),
    path("share/", views.share, name="share"),
    path("@<str:username>/room/", views.personal, name="personal"),
    path("rooms/<room:slug>/", views.room, name="room"),
    path("rooms/<room:slug>/head/", views.head, name="head"),
    path("rooms/<room:slug>/membership/", views.membership, name="membership"),
    path("rooms/<room:slug>/read/", views.read, name="read"),
    path("rooms/<room:slug>/here/", views.here, name="here"),
    path("rooms/<room:slug>/typing/", views.typing, name="typing"),
    path("rooms/<room:slug>/draft/", views.draft, name="draft"),
    path("rooms/<room:slug>/names/", views.names, name="names"),
    path("rooms/<room:slug>/preview/", views.preview, name="preview"),
    path("rooms/<room:slug>/people/", views.people, name="people"),
    path("rooms/<room:slug>/people/<str:username>/", views.person, name="person"),
    path("rooms/<room:slug>/settings/", views.settings, name="settings"),
    path("rooms/<room:slug>/settings/owner/", views.owner, name="owner"),
    path("rooms/<room:slug>/settings/archive/", views.archive, name="archive"),
    path("rooms/<room:slug>/settings/delete/", views.delete, name="delete"),
    path("rooms/<room:slug>/admission/", views.admission, name="admission"),
    path("rooms/<room:slug>/block/", views.block, name="block"),
    path("rooms/<room:slug>/guest/", views.guest, name="guest"),
    path("rooms/<room:slug>/guest/adopt/", views.adopt, name="adopt"),
    path("rooms/<room:slug>/guests/", views.guests, name="guests"),
    path("rooms/<room:slug>/guests/<int:pk>/", views.a_guest, name="a_guest"),
    path("rooms/<room:slug>/seen/", views.seen, name="seen"),
    path("rooms/<room:slug>/files/", views.files, name="files"),
    path("rooms/<room:slug>/files/<int:pk>/<str:name>", views.file, name="file"),
    path("rooms/<room:slug>/files/<int:pk>/<str:name>/small", views.small_file, name="small_file"),
    path("rooms/<room:slug>/room.txt", views.text, name="text"),
    path("rooms/<room:slug>/feed.atom", views.feed, name="feed"),
    path("rooms/<room:slug>/<int:year>/<int:month>/<int:day>/", views.day, name="day"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("rooms/<room:slug>/search/", views.search, name="search"),
    path("rooms/<room:slug>/messages/", views.messages, name="messages"),
    path("rooms/<room:slug>/messages/<int:pk>/", views.message, name="message"),
    path("rooms/<room:slug>/messages/<int:pk>/edit/", views.edit, name="edit"),
    path("rooms/<room:slug>/messages/<int:pk>/history/", views.earlier, name="earlier"),
    path("rooms/<room:slug>/messages/<int:pk>/reactions/", views.reactions, name="reactions"),
]

# After everything else that has an address of its own.
short_addresses = [path("<room:slug>/", views.short_address, name="short_address")]
