"""The admin: every model is there, its pages work, and a page costs the same however large the table."""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import Invitation
from apps.people.models import ProfileField
from apps.posts.models import Comment, Post
from apps.projects.models import Project, Review
from apps.rooms.models import Room
from apps.shared.admin import LargeTableAdmin, LookOnlyAdmin
from apps.shared.forms import FormRenderer
from apps.tags.models import Tag

HIDDEN = {
    "posts.Save": "what somebody keeps for themselves",
    "posts.FeedVisit": "when somebody looks is nobody's business",
    "search.Seen": "what people look at is nobody's business",
    "search.NotInterested": "what people do not want to see is theirs alone",
    "api.IdempotentRequest": "it holds what people were answered",
    "search.RecentSearch": "what people search for is nobody's business",
}
ALL = [model for app in apps.get_app_configs() if app.name.startswith("apps.") for model in app.get_models()]
OURS = [model for model in ALL if model._meta.label not in HIDDEN]
IDS = {"ids": lambda model: model._meta.label_lower}

SMALL = {"accounts.SiteSettings": "one row", "search.DiscoverSettings": "one row"}  # all other tables grow with use
WITHOUT_FILTERS = {"tags.Tag": "a word has nothing but its name"}
WITHOUT_ADD = {
    "live.Event": "readers have seen what it says",
    "accounts.SiteSettings": "the one row is there",
    "search.DiscoverSettings": "the one row is there",
    "accounts.FormerUsername": "it comes of a rename",
    "rooms.Revision": "it is what was said",
    "live.Presence": "the servers keep it",
    "rooms.Attachment": "files come with messages",
    "rooms.Draft": "nobody has said it yet",
    "rooms.Mention": "it follows from what a message says",
    "rooms.Removal": "it comes with a removal",
    "notifications.Notification": "they come of what people do",
    "notifications.Choice": "people say themselves how they are told",
    "notifications.Mute": "people say themselves of what they hear nothing",
    "notifications.Preferences": "they come with people, who say themselves when they are told",
    "notifications.Subscription": "browsers are given by those who sit before them",
    "tasks.QueuedTask": "what asks for work leaves it there",
    "tasks.Round": "the workers keep them",
    "tasks.LivingWorker": "the workers say so themselves",
    "people.Profile": "it comes with its user",
    "people.Follow": "people say themselves whom they follow",
    "people.FollowRequest": "people ask and answer themselves",
    "people.Block": "people say themselves from whom they keep away",
    "rooms.Guest": "guests come by the door",
    "tags.TagFollow": "people say themselves which tags they follow",
    "posts.Post": "whoever shows something writes it",
    "posts.Photo": "photos come with posts",
    "posts.Comment": "whoever says something writes it",
    "posts.Like": "people say themselves what they like",
    "posts.CommentLike": "people say themselves what they like",
    "posts.Tagging": "it follows from what a caption says",
    "posts.Mention": "it follows from what is said",
    "posts.Draft": "nobody has shown it yet",
    "posts.Revision": "it is what was said",
    "projects.Endorsement": "members endorse one another",
    "projects.HelpNotice": "it says that someone was notified",
    "weeks.Week": "it is made of what happened",
    "weeks.WeekMail": "it says that a mail was sent",
    "api.AccessToken": "people make their own",
    "api.Login": "it comes of signing in",
    "bots.Bot": "people make their own",
    "bots.IncomingWebhook": "people make their own",
    "bots.OutgoingWebhook": "people make their own",
    "bots.Delivery": "it is made of what happened",
}
CHANGED = ("accounts.SiteSettings", "search.DiscoverSettings", "people.Profile")  # though nobody adds one
WITHOUT_CHANGE = {label: why for label, why in WITHOUT_ADD.items() if label not in CHANGED}
WITHOUT_DELETE = {
    "people.Profile": "it goes with its user",
    "notifications.Preferences": "they go with their user",
    "accounts.SiteSettings": "the site has settings",
    "search.DiscoverSettings": "Discover has settings",
    "tasks.Round": "the workers keep them",
    "tasks.LivingWorker": "what a dead one had begun, others find by it",
    "weeks.Week": "it would be made and mailed again",
}

PICTURES = ("picture", "cover")


@pytest.fixture
def desk(client_of, owner):
    """The site's owner at the admin."""
    return client_of(owner)


def page(model, verb, *arguments):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{verb}", args=arguments)


def queries_of(client, address):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in captured]


def filled(response, **typed):
    """What a browser would send for the form on an admin page, after somebody typed."""
    form = response.context["adminform"].form
    data, fields = {}, list(form)
    for inline in response.context["inline_admin_formsets"]:
        fields += [*inline.formset.management_form, *(field for row in inline.formset.forms for field in row)]
    for field in fields:
        value = field.value()
        if field.name in PICTURES or value is None or value is False:
            continue
        parts = field.field.widget.decompress(value) if hasattr(field.field.widget, "decompress") else None
        if parts is not None:
            data |= {f"{field.html_name}_{number}": part or "" for number, part in enumerate(parts)}
        else:
            data[field.html_name] = (
                [one.pk if hasattr(one, "pk") else one for one in value] if isinstance(value, list) else value
            )
    return data | typed


# --- What is there --------------------------------------------------------------------------------


@pytest.mark.parametrize("model", OURS, **IDS)
def test_every_model_is_registered_with_list_search_and_filters(model):
    there = admin.site._registry[model]
    label = model._meta.label
    assert tuple(there.list_display) != ("__str__",)
    assert there.search_fields
    assert bool(there.list_filter) != (label in WITHOUT_FILTERS)
    assert isinstance(there, LargeTableAdmin) != (label in SMALL)


@pytest.mark.parametrize("model", [model for model in ALL if model._meta.label in HIDDEN], **IDS)
def test_what_is_nobodys_business_is_not_there(model):
    assert not admin.site.is_registered(model)


def test_the_admin_carries_the_sites_name(desk, set_site):
    set_site(name="Alder Street")
    response = desk.get("/admin/")
    assert "<title>" in response.text
    assert "Alder Street" in re.search(r"<title>(.*?)</title>", response.text, re.DOTALL)[1]
    assert "Alder Street" in re.search(r'id="site-name">(.*?)</div>', response.text, re.DOTALL)[1]


# --- Its pages work -------------------------------------------------------------------------------


@pytest.mark.both_databases
@pytest.mark.parametrize("model", OURS, **IDS)
def test_search_finds_its_row(model, desk, make_one):
    row = make_one(model)
    words = {
        "live.Event": lambda: row.channel,
        "accounts.User": lambda: row.username,
        "accounts.FormerUsername": lambda: row.username,
        "accounts.SiteSettings": lambda: row.name,
        "search.DiscoverSettings": lambda: str(row.half_life),
        "accounts.Invitation": lambda: row.note,
        "tasks.QueuedTask": lambda: "pruning.prune",
        "tasks.Round": lambda: row.path,
        "tasks.LivingWorker": lambda: row.name,
        "tags.Tag": lambda: row.name.upper(),
        "tags.FormerTag": lambda: row.name,
        "tags.TagFollow": lambda: row.user.username,
        "people.Profile": lambda: row.user.username[:4],
        "people.Skill": lambda: row.tag.name.upper(),
        "people.ImportedProfile": lambda: row.name,
        "people.ProfileLink": lambda: row.url,
        "people.ProfileField": lambda: row.label,
        "people.ProfileFieldValue": lambda: row.value,
        "notifications.Notification": lambda: row.recipient.username,
        "notifications.Announcement": lambda: row.title,
        "notifications.Choice": lambda: row.user.username,
        "notifications.Mute": lambda: row.user.username,
        "notifications.Preferences": lambda: row.user.username,
        "notifications.Subscription": lambda: row.user.username,
        "people.Follow": lambda: row.followed.username,
        "people.FollowRequest": lambda: row.asker.username,
        "people.Block": lambda: row.blocked.username,
        "posts.Post": lambda: row.author.username,
        "posts.Photo": lambda: str(row.post_id),
        "posts.Comment": lambda: row.author.username,
        "posts.Like": lambda: row.user.username,
        "posts.CommentLike": lambda: row.user.username,
        "posts.Tagging": lambda: row.tag.name,
        "posts.Mention": lambda: row.user.username,
        "posts.Draft": lambda: row.author.username,
        "posts.Revision": lambda: str(row.post_id),
        "projects.Project": lambda: row.title.split()[0].upper(),
        "projects.Collaborator": lambda: row.user.username,
        "projects.ProjectLink": lambda: row.url,
        "projects.ProjectTag": lambda: row.tag.name,
        "projects.Review": lambda: row.author.username,
        "projects.Endorsement": lambda: row.endorser.username,
        "projects.HelpNotice": lambda: row.user.username,
        "rooms.Guest": lambda: row.room.slug,
        "rooms.Room": lambda: "room",
        "rooms.Membership": lambda: row.user.username,
        "rooms.Message": lambda: "studio",
        "rooms.Reaction": lambda: row.user.username,
        "rooms.Revision": lambda: str(row.message_id),
        "rooms.Mention": lambda: row.user.username,
        "live.Presence": lambda: row.user.username,
        "rooms.Attachment": lambda: str(row.message_id),
        "rooms.Draft": lambda: row.user.username,
        "rooms.Removal": lambda: row.author.username,
        "weeks.Week": lambda: row.begins.isoformat(),
        "weeks.WeekMail": lambda: row.user.username,
        "api.AccessToken": lambda: row.user.username,
        "api.Login": lambda: row.user.username,
        "bots.Bot": lambda: row.user.username,
        "bots.IncomingWebhook": lambda: row.bot.user.username,
        "bots.OutgoingWebhook": lambda: row.bot.user.username,
        "bots.Delivery": lambda: row.webhook.bot.user.username,
    }[model._meta.label]()
    assert row in desk.get(page(model, "changelist"), {"q": words}).context["cl"].result_list
    assert not desk.get(page(model, "changelist"), {"q": "qqqqq"}).context["cl"].result_list


ADDED = {
    "people.ImportedProfile": {"name": "Dora", "skills": '["welding"]', "links": "[]"},
    "accounts.User": {
        "username": "Zoe",
        "email": "zoe@courtyard.example",
        "usable_password": "true",
        "password1": "a-garden-behind",
        "password2": "a-garden-behind",
    },
    "accounts.Invitation": {
        "uses_left": "3",
        "note": "For the choir",
        "expires_at_0": "2040-01-01",
        "expires_at_1": "12:00",
    },
    "tags.Tag": {"name": "glass"},
    "tags.FormerTag": {"name": "Old glass"},
    "people.Skill": {"level": "3", "description": "Cold work only"},
    "people.ProfileLink": {"type": "website", "url": "https://ada.example/", "position": "0"},
    "people.ProfileField": {"label": "Birthday", "type": "date", "position": "0"},
    "people.ProfileFieldValue": {"value": "Red"},
    "notifications.Announcement": {"title": "Soup", "body": "At *noon*"},
    "projects.Project": {"title": "Cart", "body": "Two *old* frames", "audience": "everyone"},
    "projects.Collaborator": {},
    "projects.ProjectLink": {"position": "0", "type": "demo", "url": "https://cart.example/"},
    "projects.ProjectTag": {},
    "projects.Review": {"is_positive": "on", "relation": "used", "body": "Carries a *fridge*"},
    "rooms.Room": {"name": "Attic", "slug": "attic", "kind": "closed"},
    "rooms.Message": {"body": "From the *desk*"},
    "rooms.Membership": {"level": "mentions", "joined_at_0": "2026-01-01", "joined_at_1": "12:00"},
    "rooms.Reaction": {"emoji": "🎉"},
}


EMPTY_INLINES = {
    f"{name}-{part}_FORMS": "0"
    for name in ("links", "taggings")
    for part in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")
}


def typed_into(model, ada, studio, bob):
    people = {
        "rooms.Room": {"owner": ada.pk},
        "rooms.Message": {"room": studio.pk, "author": ada.pk},
        "rooms.Membership": {"room": studio.pk, "user": bob.pk},
        "accounts.Invitation": {"made_by": ada.pk},
    }
    if model._meta.label == "people.Skill":
        people["people.Skill"] = {"profile": ada.pk, "tag": Tag.objects.get_or_create(name="glass")[0].pk}
    if model._meta.label in ("people.ProfileLink", "people.ProfileFieldValue"):
        people["people.ProfileLink"] = {"profile": ada.pk}
        people["people.ProfileFieldValue"] = {
            "profile": ada.pk,
            "field": ProfileField.objects.get_or_create(label="Team")[0].pk,
        }
    if model._meta.label == "tags.FormerTag":
        people["tags.FormerTag"] = {"tag": Tag.objects.get_or_create(name="glass")[0].pk}
    if model._meta.label == "people.ImportedProfile":
        people["people.ImportedProfile"] = {"invitation": Invitation.objects.create(email="dora@else.example").pk}
    if model._meta.app_label == "projects":
        cart = Project.objects.create(owner=ada, title="Cart", body="Two old frames", published_at=timezone.now())
        people |= {
            "projects.Project": {"owner": ada.pk, **EMPTY_INLINES},
            "projects.Collaborator": {"project": cart.pk, "user": bob.pk},
            "projects.ProjectLink": {"project": cart.pk},
            "projects.ProjectTag": {"project": cart.pk, "tag": Tag.objects.get_or_create(name="glass")[0].pk},
            "projects.Review": {"project": cart.pk, "author": bob.pk},
        }
    if model._meta.label == "rooms.Reaction":
        people["rooms.Reaction"] = {"message": studio.post(ada, "Hello").pk, "user": bob.pk}
    return ADDED[model._meta.label] | people.get(model._meta.label, {})


@pytest.mark.parametrize("model", [model for model in OURS if model._meta.label not in WITHOUT_ADD], **IDS)
def test_add(model, desk, ada, bob, studio):
    assert desk.get(page(model, "add")).status_code == 200
    typed = typed_into(model, ada, studio, bob)
    before = set(model.objects.values_list("pk", flat=True))
    response = desk.post(page(model, "add"), typed)
    assert response.status_code == 302, response.context["adminform"].form.errors
    assert model.objects.exclude(pk__in=before).count() == 1


@pytest.mark.parametrize("model", [model for model in OURS if model._meta.label not in WITHOUT_CHANGE], **IDS)
def test_change(model, desk, make_one, make_user):
    """A select with an option for each user is the usual way for an admin page to die."""
    row, _somebody_else = make_one(model), make_user("zoe.ash")
    address = page(model, "change", row.pk)
    response = desk.get(address)
    assert response.status_code == 200
    assert "zoe.ash" not in response.text
    changed = desk.post(address, filled(response))
    assert changed.status_code == 302, changed.context["adminform"].form.errors


@pytest.mark.parametrize("model", [model for model in OURS if model._meta.label not in WITHOUT_DELETE], **IDS)
def test_delete(model, desk, make_one):
    row = make_one(model)
    address = page(model, "delete", row.pk)
    assert desk.get(address).status_code == 200
    assert desk.post(address, {"post": "yes"}).status_code == 302
    assert not model.objects.filter(pk=row.pk).exists()


@pytest.mark.both_databases
@pytest.mark.parametrize("model", [model for model in OURS if model._meta.label not in WITHOUT_DELETE], **IDS)
def test_delete_several(model, desk, make_one):
    rows = [make_one(model, number) for number in range(3)]
    data = {"action": "delete_selected", "_selected_action": [row.pk for row in rows], "post": "yes"}
    assert desk.post(page(model, "changelist"), data).status_code == 302
    assert not model.objects.filter(pk__in=[row.pk for row in rows]).exists()


@pytest.mark.parametrize("model", [Post, Comment, Project, Review, Room], **IDS)
def test_a_row_that_someone_deletes_in_the_same_moment_is_said_to_be_gone(model, desk, make_one, monkeypatch):
    there, row, others = admin.site._registry[model], make_one(model, 1), [make_one(model, 2), make_one(model, 3)]
    delete, save = there.delete_model, there.save_model

    def remove(row):
        target = {Comment: "post", Review: "project"}.get(model)
        target = getattr(row, target) if target else row
        type(target).objects.filter(pk=target.pk).delete()

    def delete_late(request, row):
        remove(row)
        delete(request, row)

    def save_late(request, row, form, change):
        remove(row)
        save(request, row, form, change)

    if model is not Room:  # it may be deleted twice
        monkeypatch.setattr(there, "delete_model", delete_late)
        gone = desk.post(page(model, "delete", row.pk), {"post": "yes"}, follow=True)
        assert "Perhaps it was deleted?" in gone.text
        typed = {"action": "delete_selected", "_selected_action": [one.pk for one in others], "post": "yes"}
        assert desk.post(page(model, "changelist"), typed, follow=True).status_code == 200
        assert not model.objects.filter(pk__in=[one.pk for one in others]).exists()
    if not isinstance(there, LookOnlyAdmin):
        row = make_one(model, 4)
        monkeypatch.setattr(there, "save_model", save_late)
        typed = filled(desk.get(page(model, "change", row.pk)))
        assert "Perhaps it was deleted?" in desk.post(page(model, "change", row.pk), typed, follow=True).text


# --- What it costs --------------------------------------------------------------------------------


@pytest.mark.parametrize("model", OURS, **IDS)
def test_a_list_costs_the_same_with_many_rows_and_never_reads_the_whole_table(model, desk, make_one, monkeypatch):
    make_one(model)
    desk.get(page(model, "changelist"))
    few = queries_of(desk, page(model, "changelist"))
    for number in range(1, 4):
        make_one(model, number)
    many = queries_of(desk, page(model, "changelist"))
    assert len(many) == len(few), "\n".join([*few, "— and with more rows:", *many])
    if model._meta.label not in SMALL:
        monkeypatch.setattr(admin.site._registry[model], "list_per_page", 1)  # what fits on one page has no LIMIT
        for query in ("", "?q=a"):
            assert reads_a_part_alone(model, queries_of(desk, page(model, "changelist") + query)), query


def reads_a_part_alone(model, queries):
    """Whether all queries of a table are limited or narrowed, and those that count it are limited."""
    table = f'FROM "{model._meta.db_table}"'
    asked = [sql for sql in queries if table in sql]
    whole = [sql for sql in asked if "LIMIT" not in sql and " WHERE " not in sql.partition(table)[2]]
    distinct = [sql for sql in asked if "DISTINCT" in sql and "LIMIT" not in sql]
    counts = [sql for sql in asked if "COUNT(" in sql]
    return asked and not whole and not distinct and counts and all("LIMIT 10000" in sql for sql in counts)


def test_the_count_stops_at_its_limit(desk, monkeypatch, make_one):
    from apps.shared import admin as shared

    monkeypatch.setattr(shared, "COUNT_AT_MOST", 5)
    Tag.objects.bulk_create([Tag(name=f"tag{number}") for number in range(9)])
    assert desk.get(page(Tag, "changelist")).context["cl"].result_count == 5


# --- What it keeps right --------------------------------------------------------------------------


def test_a_message_from_the_admin_is_rendered_counted_and_told(desk, ada, studio):
    from apps.live.models import Event
    from apps.rooms.models import Message

    desk.post(page(Message, "add"), {"room": studio.pk, "author": ada.pk, "body": "From the *desk*"})
    studio.refresh_from_db()
    assert studio.message_count == 1
    assert "<em>desk</em>" in studio.last_message.body_html
    assert Event.objects.filter(channel=f"room-{studio.pk}", type="message-created").count() == 1


@pytest.mark.both_databases
def test_deleted_messages_are_no_longer_counted(desk, ada, studio):
    from apps.rooms.models import Message

    first, second, third = (studio.post(ada, f"Message {number}") for number in range(3))
    desk.post(page(Message, "delete", third.pk), {"post": "yes"})
    studio.refresh_from_db()
    assert (studio.message_count, studio.last_message, studio.last_message_at) == (2, second, second.sent_at)
    data = {"action": "delete_selected", "_selected_action": [first.pk, second.pk], "post": "yes"}
    desk.post(page(Message, "changelist"), data)
    studio.refresh_from_db()
    assert (studio.message_count, studio.last_message, studio.last_message_at) == (0, None, None)


def test_a_deleted_message_leaves_the_log_too(desk, ada, studio):
    from apps.live.models import Event
    from apps.rooms.models import Message

    message = studio.post(ada, "Unspeakable")
    desk.post(page(Message, "delete", message.pk), {"post": "yes"})
    assert not Event.objects.filter(data__contains="Unspeakable").exists()


def test_members_are_counted_when_the_admin_changes_them(desk, bob, studio):
    from apps.rooms.models import Membership

    data = {"room": studio.pk, "user": bob.pk, **ADDED["rooms.Membership"]}
    desk.post(page(Membership, "add"), data)
    studio.refresh_from_db()
    assert studio.member_count == 2
    desk.post(page(Membership, "delete", studio.memberships.get(user=bob).pk), {"post": "yes"})
    studio.refresh_from_db()
    assert studio.member_count == 1


def test_a_reserved_or_taken_username_is_refused_in_words(desk, ada):
    from apps.accounts.models import User

    password = {"usable_password": "true", "password1": "a-garden-behind", "password2": "a-garden-behind"}
    for username, sentence in (
        ("settings", "kept for the house"),
        ("ADA", "already has that name"),
        ("has spaces", "no spaces"),
    ):
        response = desk.post(page(User, "add"), {"username": username, **password})
        assert response.status_code == 200
        assert sentence in response.text


def test_the_admins_forms_are_not_dressed_as_the_sites(desk, make_one):
    """The admin has its own templates; our renderer must not break its forms."""
    from apps.accounts.models import SiteSettings

    assert FormRenderer.form_template_name
    assert 'name="visitors_may_read"' in desk.get(page(SiteSettings, "change", make_one(SiteSettings).pk)).text


@pytest.mark.both_databases
def test_what_is_taken_away_under_a_post_is_no_longer_counted(desk, make_one):
    from apps.posts.models import Comment, CommentLike, Like

    like, comment, marked = make_one(Like), make_one(Comment), make_one(CommentLike)
    for row in (like, comment, marked):
        desk.post(page(type(row), "delete", row.pk), {"post": "yes"})
    like.post.refresh_from_db(), comment.post.refresh_from_db(), marked.comment.refresh_from_db()
    assert (like.post.like_count, comment.post.comment_count, marked.comment.like_count) == (0, 0, 0)


def test_a_moderator_takes_a_post_away_with_all_that_hangs_on_it(client_of, mod, make_one):
    from apps.posts.models import Comment, Like, Post

    comment, browser = make_one(Comment), client_of(mod)
    post = comment.post
    post.like(mod), post.keep(mod), comment.like(mod)
    address = page(Post, "delete", post.pk)
    assert "saved" not in browser.get(address).text  # who keeps it is nobody's business
    assert browser.post(address, {"post": "yes"}).status_code == 302
    assert not any(model.objects.exists() for model in (Post, Comment, Like))


def test_what_nobody_has_shown_yet_is_not_read_at_the_admin(desk, ada, make_one):
    from apps.posts.models import Draft, Photo, Revision

    photo, draft, revision = make_one(Photo), make_one(Draft), make_one(Revision)
    hidden = draft.photos.create(description="A secret plank", width=4, height=3)
    assert list(desk.get(page(Photo, "changelist")).context["cl"].result_list) == [photo]
    assert desk.get(page(Photo, "change", hidden.pk)).status_code == 302
    Draft.objects.update(body="A secret plank"), Revision.objects.update(body="A secret plank")
    for row in (draft, revision):
        assert "secret" not in desk.get(page(type(row), "change", row.pk)).text
        assert not admin.site._registry[type(row)].lookup_allowed("body__startswith", "A")


@pytest.mark.both_databases
@pytest.mark.parametrize("query", ["id__in=99999999999999999999", "id__in=1,-99999999999999999999"])
def test_a_number_that_no_row_could_have_is_a_bad_request(client_of, owner, query):
    assert client_of(owner).get(f"/admin/rooms/message/?{query}").status_code in (200, 302, 400)


@pytest.mark.both_databases
def test_a_chosen_row_with_a_number_that_no_row_could_have_is_a_bad_request(client_of, owner, studio):
    chosen = {"action": "delete_selected", "_selected_action": "99999999999999999999"}
    assert client_of(owner).post("/admin/rooms/room/", chosen).status_code in (200, 302, 400)
