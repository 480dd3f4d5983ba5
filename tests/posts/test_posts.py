"""Posts: who sees them, what they say, and what becomes of their files."""

import re
from importlib import import_module
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from apps.live import channels
from apps.live.channels import ChannelManager
from apps.people.models import Block, Follow
from apps.posts.broadcasts import FEEDS
from apps.posts.models import Audience, Comment, Mention, Post
from apps.projects.models import Project
from apps.tags.models import Tag
from tests.conftest import HTMX
from tests.pictures import picture
from tests.projects.conftest import make_project  # noqa: F401


def files(number=1):
    return [SimpleUploadedFile(f"photo-{place}.jpg", picture("JPEG")) for place in range(number)]


@pytest.fixture
def adas(client_of, ada):
    return client_of(ada)


def test_a_post_is_made_in_two_steps_with_descriptions(adas, ada):
    address = adas.post("/posts/new/", {"photos": files(2)})["Location"]
    draft = ada.post_drafts.get()
    one, two = draft.photos.all()
    said = {"body": "Oak, #oak", "audience": "everyone", "takes_comments": "on", "do": "publish"}
    reminded = adas.post(address, said)
    assert reminded.status_code == 422
    assert "2 photos have no alt text. Add it so everyone can enjoy them?" in reminded.text
    described = {f"description-{one.pk}": "A plank", f"description-{two.pk}": "Two planks"}
    response = adas.post(address, said | described)
    post = Post.objects.get()
    assert response["Location"] == f"/posts/{post.pk}/"
    assert [photo.description for photo in post.photos.all()] == ["A plank", "Two planks"]
    assert not ada.post_drafts.exists()
    assert adas.post(address, said)["Location"] == f"/posts/{post.pk}/"  # sent twice
    page = adas.get(f"/posts/{post.pk}/").text
    assert 'alt="A plank"' in page
    assert "ALT" in page
    assert '<a class="hashtag" href="/tags/oak/">#oak</a>' in page


@pytest.mark.both_databases
def test_photos_are_moved_replaced_and_taken_out(adas, ada):
    address = adas.post("/posts/new/", {"photos": files(3)})["Location"]
    photos = ada.post_drafts.get().photos
    one, two, three = photos.values_list("pk", flat=True)
    for do, order in [(f"up-{three}", [one, three, two]), (f"down-{one}", [three, one, two])]:
        adas.post(address, {"audience": "everyone", "do": do})
        assert list(photos.values_list("pk", flat=True)) == order
    adas.post(address, {"audience": "everyone", "do": "order", "order": [two, one, three]})
    assert list(photos.values_list("pk", flat=True)) == [two, one, three]
    adas.post(address, {"audience": "everyone", "do": f"remove-{one}"})
    adas.post(
        address,
        {"audience": "everyone", f"description-{two}": "Kept", "do": f"replace-{two}", f"photo-{two}": files()},
    )
    assert photos.count() == 2
    assert photos.first().pk != two
    assert photos.first().description == "Kept"


def test_a_tab_that_does_not_know_a_photo_leaves_its_description_alone(adas, ada):
    address = adas.post("/posts/new/", {"photos": files()})["Location"]
    draft = ada.post_drafts.get()
    draft.photos.update(description="Typed in another tab")
    adas.post(address, {"body": "Oak", "audience": "everyone", "do": "save"})
    assert draft.photos.get().description == "Typed in another tab"


def test_what_is_too_long_comes_back_and_so_does_everything_else(adas, ada):
    address = adas.post("/posts/new/", {"photos": files()})["Location"]
    response = adas.post(address, {"body": "x" * 2_201, "audience": "everyone", "do": "publish"})
    assert response.status_code == 422
    assert "2201 characters" in response.text
    assert "x" * 2_201 in response.text


def test_a_file_that_is_no_picture_is_refused_by_its_name_and_the_others_are_taken(adas, ada):
    bad = SimpleUploadedFile("notes.jpg", b"Dear diary")
    response = adas.post("/posts/new/", {"photos": [bad, *files()]}, follow=True)
    assert "notes.jpg: This file could not be read as a picture" in response.text
    assert ada.post_drafts.get().photos.count() == 1
    assert adas.post("/posts/new/", {"photos": [SimpleUploadedFile("n.jpg", b"no")]}).status_code == 422
    assert ada.post_drafts.count() == 1


@pytest.mark.both_databases
def test_a_caption_is_edited_and_its_author_sees_the_former_ones(adas, client_of, ada, bob, show):
    post = show(ada, "Oak for @bob #oak")
    assert Mention.objects.get().user == bob
    adas.post(f"/posts/{post.pk}/edit/", {"body": "Ash #ash", "audience": "everyone", "do": "save"})
    post.refresh_from_db()
    assert post.edited_at
    assert [tag.name for tag in post.tags.all()] == ["ash"]
    assert not Mention.objects.exists()
    assert "Oak for @bob" in adas.get(f"/posts/{post.pk}/history/").text
    assert client_of(bob).get(f"/posts/{post.pk}/history/").status_code == 404


@pytest.mark.both_databases
@pytest.mark.parametrize("before", ["everyone", "followers"])
def test_an_edit_of_a_post_for_followers_names_followers_alone(adas, ada, bob, cleo, show, before):
    Follow.objects.make(bob, ada)
    post = show(ada, "Oak", audience=before)
    said = {"body": "Oak for @bob and @cleo", "audience": "followers", "do": "save"}
    adas.post(f"/posts/{post.pk}/edit/", said)
    assert [mention.user for mention in post.mentions.all()] == [bob]
    assert bob.notifications.exists()
    assert not cleo.notifications.exists()


def test_no_upload_takes_a_post_beyond_ten_photos(adas, ada, show):
    post = show(ada, "Oak", number=9)
    for number, status, there in ((2, 422, 9), (1, 200, 10), (1, 422, 10)):
        response = adas.post(
            f"/posts/{post.pk}/edit/", {"body": "Oak", "audience": "everyone", "do": "add", "photos": files(number)}
        )
        assert ("You can add up to" in response.text) == (status == 422)
        assert post.photos.count() == there


def test_when_a_post_is_deleted_its_files_are_gone_too(adas, ada, show, django_capture_on_commit_callbacks):
    post = show(ada, "Oak")
    paths = [Path(file.path) for file in (post.photos.get().large, post.photos.get().medium, post.photos.get().small)]
    assert all(path.exists() for path in paths)
    assert adas.post(f"/posts/{post.pk}/", {"_method": "delete"}).status_code == 200  # it asks once more
    with django_capture_on_commit_callbacks(execute=True):
        adas.post(f"/posts/{post.pk}/", {"_method": "delete", "sure": "yes"})
    assert not Post.objects.exists()
    assert not any(path.exists() for path in paths)


# --- Who sees it ----------------------------------------------------------------------------------


def sees(browser, post):
    return browser.get(f"/posts/{post.pk}/").status_code


@pytest.mark.both_databases
def test_what_is_for_followers_is_for_them_alone(client_of, ada, bob, cleo, owner, show):
    Follow.objects.make(bob, ada)
    post = show(ada, "Only for you", audience="followers")
    assert [sees(client_of(user), post) for user in (ada, bob, cleo, owner)] == [200, 200, 404, 404]


def test_who_is_private_shows_posts_to_followers(client_of, ada, bob, cleo, show):
    Follow.objects.make(bob, ada)
    post = show(ada, "Only for you")
    ada.profile.is_private = True
    ada.profile.save()
    assert [sees(client_of(user), post) for user in (ada, bob, cleo)] == [200, 200, 404]
    assert f"/posts/{post.pk}/" not in client_of(cleo).get("/@ada/").text
    assert f"/posts/{post.pk}/" in client_of(bob).get("/@ada/").text


@pytest.mark.parametrize("blocker", ["ada", "cleo"])
def test_a_block_hides_posts_both_ways(client_of, ada, cleo, show, blocker):
    post = show(ada, "Oak")
    Block.objects.make(*((ada, cleo) if blocker == "ada" else (cleo, ada)))
    assert sees(client_of(cleo), post) == 404


def test_what_is_archived_its_author_alone_can_bring_back(adas, client_of, ada, bob, show):
    post = show(ada, "Oak")
    adas.post(f"/posts/{post.pk}/archive/")
    assert sees(client_of(bob), post) == 404
    assert client_of(bob).delete(f"/posts/{post.pk}/archive/").status_code == 404
    adas.delete(f"/posts/{post.pk}/archive/")
    assert sees(client_of(bob), post) == 200


def test_only_its_author_changes_a_post(client_of, ada, bob, show):
    post, browser = show(ada, "Oak"), client_of(bob)
    for address in (f"/posts/{post.pk}/edit/", f"/posts/{post.pk}/archive/"):
        assert browser.post(address, {"body": "Mine", "audience": "everyone", "do": "save"}).status_code == 404
    assert browser.delete(f"/posts/{post.pk}/").status_code == 404
    assert Post.objects.get().body == "Oak"


@pytest.mark.parametrize("visitors_may_read", ["nothing", "rooms-people"])
def test_a_guest_hears_of_posts_what_a_visitor_does(ada, studio, show, set_site, rf, visitors_may_read):
    set_site(visitors_may_read=visitors_may_read)
    studio.admits_guests = True
    studio.save()
    post = show(ada, "Oak")
    request = rf.get("/events/", {"post": post.pk, "feed": ""})
    request.user = studio.admit_guest("Paul", "127.0.0.1").user
    heard = ChannelManager().get_channels_for_request(request, {})
    assert (channels.name(post) in heard) == (visitors_may_read == "rooms-people")
    assert FEEDS not in heard


# --- Likes, saves, comments -----------------------------------------------------------------------


@pytest.mark.both_databases
def test_a_like_is_one_however_often(client_of, ada, bob, show):
    post, browser = show(ada, "Oak"), client_of(bob)
    for method, count in (("post", 1), ("post", 1), ("delete", 0), ("delete", 0)):
        getattr(browser, method)(f"/posts/{post.pk}/like/")
        post.refresh_from_db()
        assert post.like_count == post.likes.count() == count


def test_a_saved_post_is_found_again_by_oneself_alone(client_of, ada, bob, show):
    post, browser = show(ada, "Oak"), client_of(bob)
    browser.post(f"/posts/{post.pk}/save/")
    assert f"/posts/{post.pk}/" in browser.get("/saved/").text
    assert f"/posts/{post.pk}/" not in client_of(ada).get("/saved/").text


@pytest.mark.both_databases
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_every_saved_post_is_on_one_page_in_the_order_of_saving(client_of, ada, bob, show, monkeypatch, headers):
    monkeypatch.setattr(import_module("apps.posts.views.feed"), "GRID", 2)
    posts = [show(ada, f"Post {number}") for number in range(5)]
    for post in reversed(posts):
        post.keep(bob)
    browser, query, pages = client_of(bob), "", []
    for _page in range(3):
        text = browser.get(f"/saved/{query}", headers=headers).text
        pages.append([int(pk) for pk in re.findall(r'id="post-(\d+)-photo"', text)])
        more = re.search(rf'{"hx-get" if headers else "href"}="(\?before=\d+)"', text)
        query = more and more[1]
    one, two, three, four, five = [post.pk for post in posts]
    assert pages == [[one, two], [three, four], [five]]
    assert query is None


@pytest.mark.both_databases
def test_saved_projects_are_among_the_saved_posts_and_go_with_their_visibility(
    client_of,
    ada,
    bob,
    cleo,
    show,
    make_project,  # noqa: F811
):
    first, cart, last = show(ada, "Oak"), make_project(ada, "A <b>cart</b>"), show(ada, "Ash")
    hidden, others = make_project(cleo, "Boat"), make_project(ada, "Bench")
    for target in (first, hidden, cart, last):
        target.keep(bob)
    others.keep(cleo)
    browser = client_of(bob)

    def found():
        return re.findall(r'id="(\w+-\d+)-photo"', browser.get("/saved/").text)

    kept = [f"post-{last.pk}", f"project-{cart.pk}", f"project-{hidden.pk}", f"post-{first.pk}"]
    assert found() == kept
    assert "A &lt;b&gt;cart" in browser.get("/saved/").text
    Project.objects.filter(pk=hidden.pk).update(audience=Audience.FOLLOWERS)
    assert found() == [kept[0], kept[1], kept[3]]
    Block.objects.make(ada, bob)
    assert found() == []


@pytest.mark.both_databases
def test_comments_and_answers_are_counted_and_go_together(client_of, ada, bob, cleo, show):
    post = show(ada, "Oak")
    browser = client_of(bob)
    browser.post(f"/posts/{post.pk}/comments/", {"body": "Fine, @cleo"})
    comment = Comment.objects.get()
    assert Mention.objects.get(comment=comment).user == cleo
    client_of(cleo).post(f"/posts/{post.pk}/comments/", {"body": "Indeed", "parent": comment.pk})
    reply = Comment.objects.latest("pk")
    assert (reply.parent, Mention.objects.get(comment=reply).user) == (comment, bob)
    post.refresh_from_db(), comment.refresh_from_db()
    assert (post.comment_count, comment.reply_count) == (2, 1)
    assert client_of(cleo).delete(f"/comments/{comment.pk}/").status_code == 404
    client_of(ada).delete(f"/comments/{comment.pk}/")  # anybody's under one's own post
    post.refresh_from_db()
    assert (post.comment_count, Comment.objects.count()) == (0, 0)


def test_a_comment_is_deleted_by_its_author_and_by_the_posts_with_a_button(client_of, ada, bob, cleo, show):
    post = show(ada, "Oak")
    Comment.objects.say(post, bob, "Fine")
    asks = [client_of(user).get(f"/posts/{post.pk}/").text.count("Delete this comment?") for user in (ada, bob, cleo)]
    assert asks == [1, 1, 0]


def test_nobody_comments_where_comments_are_off(client_of, ada, bob, show):
    post = show(ada, "Oak", takes_comments=False)
    client_of(bob).post(f"/posts/{post.pk}/comments/", {"body": "But"})
    assert not Comment.objects.exists()
    client_of(ada).post(f"/posts/{post.pk}/comments/", {"body": "I may"})
    assert Comment.objects.get().body == "I may"


@pytest.mark.both_databases
@pytest.mark.parametrize("sort", ["oldest", "newest", "liked"])
def test_every_comment_is_on_one_page_whatever_the_order(client_of, ada, bob, cleo, show, sort):
    post = show(ada, "Oak")
    said = [Comment.objects.say(post, bob, f"Words {number}") for number in range(45)]
    for comment in said[10:20]:
        comment.like(cleo)
    found, address = [], f"/posts/{post.pk}/?sort={sort}"
    while address:
        page = client_of(ada).get(address)
        found += [comment.pk for comment in page.context["comments"]]
        address = page.context["more"] and f"/posts/{post.pk}/{page.context['more']}"
    assert len(found) == 45
    assert set(found) == {comment.pk for comment in said}
    if sort == "liked":
        assert set(found[:10]) == {comment.pk for comment in said[10:20]}


def test_a_comment_that_is_empty_or_too_long_comes_back(client_of, ada, bob, show):
    post = show(ada, "Oak")
    for body, sentence in (
        ("  ", "nothing to send"),
        ("\u200b[]()", "nothing to send"),
        ("x" * 2_001, "2001 characters"),
    ):
        response = client_of(bob).post(f"/posts/{post.pk}/comments/", {"body": body})
        assert response.status_code == 422
        assert sentence in response.text


@pytest.mark.both_databases
def test_a_comment_sent_twice_is_one(client_of, ada, bob, show):
    post, browser = show(ada, "Oak"), client_of(bob)
    for _time in range(2):
        with transaction.atomic():
            browser.post(
                f"/posts/{post.pk}/comments/", {"body": "Once", "client_id": "6f1f0a0e-1111-4111-8111-111111111111"}
            )
    post.refresh_from_db()
    assert Comment.objects.count() == post.comment_count == 1


@pytest.mark.both_databases
def test_a_tag_is_followed_and_let_go(client_of, ada, bob, show):
    show(ada, "Oak #oak #ash")
    browser = client_of(bob)
    assert "/posts/" in browser.get("/tags/oak/").text.partition("<main")[2]
    browser.post("/tags/oak/follow/"), browser.post("/tags/ash/follow/")
    assert "Oak" in browser.get("/").text
    browser.delete("/tags/oak/follow/")
    assert [follow.tag.name for follow in bob.followed_tags.all()] == ["ash"]


@pytest.mark.parametrize(
    ("written", "others"),
    [
        ("cafe\u0301", ["café", "CAFÉ", "cafe\u0301", "Cafe\u0301"]),
        ("हिन्दी", ["हिन्दी"]),
        ("İstanbul", ["istanbul", "İSTANBUL", "i\u0307stanbul", "Istanbul"]),
        ("Straße", ["strasse", "STRASSE", "straße"]),
        ("می\u200cخواهم", ["می\u200cخواهم", "میخواهم"]),
    ],
)
def test_the_link_of_a_tag_leads_to_its_page_however_it_is_written(client_of, ada, bob, show, written, others):
    post = show(ada, f"Oak #{written}!")
    browser = client_of(bob)
    link = re.search(r'<a class="hashtag" href="([^"]+)">([^<]+)</a>!', post.body_html)
    assert link[2] == f"#{written}"
    pages = [link[1], *(f"/tags/{quote(other)}/" for other in others)]
    for page in pages:
        response = browser.get(page, follow=True)
        assert response.status_code == 200
        assert f"/posts/{post.pk}/" in response.text
    assert Tag.objects.count() == 1
    browser.post(pages[-1] + "follow/")
    assert bob.followed_tags.count() == 1


def test_a_caption_of_which_nothing_is_seen_is_refused_and_none_is_fine(adas, ada, show):
    post = show(ada, "Oak")
    details = {"audience": "everyone", "takes_comments": "on"}
    response = adas.post(f"/posts/{post.pk}/edit/", {"body": "\u200b** **", **details})
    assert response.status_code == 422
    assert "Nobody would see this caption" in response.text
    adas.post(f"/posts/{post.pk}/edit/", {"body": "", **details})
    post.refresh_from_db()
    assert post.body == ""


@pytest.mark.both_databases
def test_an_open_page_is_told_what_was_said_since_and_nothing_twice(adas, ada, bob, cleo, show):
    post = show(ada, "Oak")
    Block.objects.create(blocker=ada, blocked=cleo)
    first = Comment.objects.say(post, bob, "A fine grain")
    page = adas.get(f"/posts/{post.pk}/")
    assert f'name="newest" value="{first.pk}"' in page.text
    answer = Comment.objects.say(post, bob, "Or ash", parent=first)
    second = Comment.objects.say(post, bob, "Quarter sawn?")
    its_answer = Comment.objects.say(post, ada, "Yes", parent=second)
    unseen = Comment.objects.create(post=post, author=cleo, body="Psst")
    news = adas.get(f"/posts/{post.pk}/?sort=oldest&newest={first.pk}", headers=HTMX).text
    assert f'id="comment-{first.pk}"' not in news
    assert f'hx-swap-oob="beforeend:#comment-{first.pk}-replies"><li class="comment" id="comment-{answer.pk}"' in news
    assert f'hx-swap-oob="beforeend:#comment-list"><li class="comment" id="comment-{second.pk}"' in news
    assert (
        f'hx-swap-oob="beforeend:#comment-{second.pk}-replies"><li class="comment" id="comment-{its_answer.pk}"'
        in news
    )
    assert "Show 1 reply" not in news
    assert "Psst" not in news
    assert f'name="newest" value="{its_answer.pk}" hx-swap-oob="true"' in news
    newest_first = adas.get(f"/posts/{post.pk}/?sort=newest&newest={first.pk}", headers=HTMX).text
    assert 'hx-swap-oob="afterbegin:#comment-list"' in newest_first
    silent = adas.get(f"/posts/{post.pk}/?newest={unseen.pk}", headers=HTMX).text
    assert "comment-list" not in silent
    assert f'name="newest" value="{unseen.pk}"' in silent


@pytest.mark.parametrize("newest", ["", "x", "-1", "9" * 30])
def test_a_page_that_says_nothing_sensible_about_its_newest_comment_is_told_none(adas, ada, bob, show, newest):
    post = show(ada, "Oak")
    Comment.objects.say(post, bob, "A fine grain")
    assert "A fine grain" not in adas.get(f"/posts/{post.pk}/?newest={newest}", headers=HTMX).text


def test_everybody_finds_the_link_of_a_post_and_its_author_finds_more(client_of, ada, bob, show, set_site):
    set_site(visitors_may_read="rooms-people")
    post = show(ada, "Oak")
    for viewer, is_author in [(None, False), (bob, False), (ada, True)]:
        page = client_of(viewer).get(f"/posts/{post.pk}/").text
        assert f'href="/posts/{post.pk}/" data-behaviour="copy-link"' in page
        for theirs in (f"/posts/{post.pk}/edit/", f"/posts/{post.pk}/archive/", 'value="delete"'):
            assert (theirs in page) == is_author, (viewer, theirs)


def test_several_photos_have_dots_that_no_like_replaces(client_of, ada, bob, show):
    several, one = show(ada, "Three", number=3), show(ada, "One")
    browser, dots = client_of(bob), '<ol class="dots" aria-hidden="true" hidden><li></li><li></li><li></li></ol>'
    page = browser.get(f"/posts/{several.pk}/").text
    assert page.count(dots) == page.count('class="dots"') == 1
    assert "dots" not in browser.post(f"/posts/{several.pk}/like/", headers=HTMX).text
    assert 'class="dots"' not in browser.get(f"/posts/{one.pk}/").text


@pytest.mark.parametrize(("address", "hidden"), [("/@ada/", 2), ("/@ada/photos/", 2), ("/tags/oak/", 0)])
def test_a_grid_has_all_photos_of_a_post_where_they_open_large(client_of, ada, bob, show, address, hidden):
    post = show(ada, "#oak", number=3)
    page = client_of(bob).get(address).text
    assert page.count('<a class="photo" ') == 1
    assert page.count("<a hidden ") == hidden
    assert page.count(f'data-place="/posts/{post.pk}/"') == (hidden and 3)
    assert [f'alt="Photo {place}"' in page for place in (1, 2, 3)] == [True, bool(hidden), bool(hidden)]
    assert '<span class="on-photo">3</span>' in page


# --- What is missing, and what cannot be undone ---------------------------------------------------


@pytest.fixture
def undescribed(adas, ada):
    """A draft with a described photo between two that are not, and its address."""
    address = adas.post("/posts/new/", {"photos": files(3)})["Location"]
    draft = ada.post_drafts.get()
    photos = list(draft.photos.all())
    draft.photos.filter(pk=photos[1].pk).update(description="A plank")
    return address, photos


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_a_missing_alt_text_is_shown_where_it_is_missing(adas, undescribed, headers):
    address, photos = undescribed
    said = {"body": "Oak", "audience": "everyone", f"description-{photos[1].pk}": "A plank", "do": "publish"}
    response = adas.post(address, said, headers=headers)
    assert response.status_code == 422
    page = response.text
    assert 'id="editor-notice" role="alert" tabindex="-1" autofocus' in page, (
        "in focus and in sight, without scripts too"
    )
    assert "2 photos have no alt text." in page
    assert f'href="#id_description-{photos[0].pk}"' in page, "Add alt text leads to the first"
    assert 'value="publish-anyway"' in page
    for photo, is_missing in zip(photos, (True, False, True), strict=True):
        field = page.partition(f'id="id_description-{photo.pk}"')[0].rpartition("<textarea")[2]
        field += page.partition(f'id="id_description-{photo.pk}"')[2].partition(">")[0]
        assert ("aria-invalid" in field) is is_missing
        assert (f'id="id_description-{photo.pk}_error"' in page) is is_missing
    assert not Post.objects.exists()
    adas.post(address, said | {"do": "publish-anyway"}, headers=headers)
    assert Post.objects.get().body == "Oak"


@pytest.mark.parametrize("deed", ["stay", "save", "up-1", "order", "add"])
def test_nothing_is_said_of_alt_text_before_it_is_posted(adas, undescribed, deed):
    response = adas.post(undescribed[0], {"body": "Oak", "audience": "everyone", "do": deed})
    assert "alt text. Add it" not in response.text
    assert "aria-invalid" not in response.text


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_a_draft_is_discarded_after_a_question(adas, ada, undescribed, headers):
    address, _photos = undescribed
    response = adas.post(address, {"body": "Half a capt", "audience": "everyone", "do": "discard"}, headers=headers)
    question = response["HX-Redirect" if headers else "Location"]
    draft = ada.post_drafts.get()
    assert draft.body == "Half a capt", "nothing that was typed is lost"
    page = adas.get(question).text
    assert "Discard this draft?" in page
    assert f'href="{address}"' in page, "the way out"
    assert ada.post_drafts.exists()
    response = adas.post(address, {"do": "discard-sure"}, headers=headers)
    assert response["HX-Redirect" if headers else "Location"] == "/posts/new/"
    assert not ada.post_drafts.exists()
    assert adas.get(question).status_code == 404
    assert adas.post(address, {"do": "discard-sure"}, headers=headers).status_code == 404


def test_only_its_author_is_asked_about_a_draft(client_of, bob, visitor, undescribed):
    assert client_of(bob).get(f"{undescribed[0]}?discard").status_code == 404
    assert client_of(bob).post(undescribed[0], {"do": "discard-sure"}).status_code == 404
    assert visitor.get(f"{undescribed[0]}?discard")["Location"].startswith("/accounts/login/")


def test_a_published_post_is_not_discarded(adas, ada, show):
    post = show(ada, "Oak")
    adas.post(f"/posts/{post.pk}/edit/", {"body": "Oak", "audience": "everyone", "do": "discard-sure"})
    assert Post.objects.filter(pk=post.pk).exists()


def test_the_saved_posts_are_reached_from_ones_own_profile_alone(adas, client_of, bob):
    assert 'href="/saved/"' in main_of(adas.get("/@ada/"))
    assert 'href="/saved/"' not in main_of(client_of(bob).get("/@ada/"))


def main_of(response):
    return response.text.partition('id="main"')[2]
