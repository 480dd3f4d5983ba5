"""The pages of projects: the list, a project, its editor, its people, its reviews."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import SiteSettings
from apps.people.models import Follow
from apps.projects.filters import ORDERS
from apps.projects.models import Project, Review
from apps.shared import paging
from tests.conftest import HTMX
from tests.pictures import picture

EDITED = {"title": "Cart", "summary": "", "body": "Two old frames", "audience": "everyone", "takes_comments": "on"}


def titles(response):
    return re.findall(r'<h3><a href="[^"]*">(?:<bdi>)?(.*?)(?:</bdi>)?</a></h3>', response.text)


def links(*urls):
    """The fields of some links, as a browser sends them."""
    data = {"links-TOTAL_FORMS": str(len(urls)), "links-INITIAL_FORMS": "0"}
    for number, url in enumerate(urls):
        data |= {f"links-{number}-type": "demo", f"links-{number}-label": "", f"links-{number}-url": url}
    return data


def upload(name="kiln.png"):
    return SimpleUploadedFile(name, picture("PNG"))


# --- The list -------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_every_word_must_match_in_any_of_title_story_tags_and_owner(client_of, make, ada, bob):
    cart = make(ada, "Cargo bike", "Welded from **two** frames", tags=["steel"])
    make(bob, "Bread for forty", "Rye and time")
    bobs = client_of(bob)
    for words in ("bike", "BIKE frames", "welded #steel", "ada bike", "Càrgo", "two @ada steel"):
        assert titles(bobs.get("/projects/", {"q": words})) == [cart.title], words
    assert titles(bobs.get("/projects/", {"q": "bike rye"})) == []
    assert "No projects found" in bobs.get("/projects/", {"q": "bike rye"}).text


@pytest.mark.both_databases
def test_filters_narrow_the_list_and_combine(client_of, make, ada, bob, cleo, published_in):
    bike = make(ada, "Bike", tags=["steel"], help_wanted="A bender")
    bread = make(bob, "Bread", tags=["rye"])
    desk = make(cleo, "Desk", tags=["oak"], help_wanted="A plane")
    desk.invite(ada), desk.accept_invitation(ada)
    published_in(bread, 2024)
    Follow.objects.make(bob, ada)
    bobs = client_of(bob)

    def found(**asked):
        return set(titles(bobs.get("/projects/", asked)))

    assert found() == {"Bike", "Bread", "Desk"}
    assert found(tag="#Steel") == {"Bike"}
    assert found(person="@Ada") == {"Bike", "Desk"}
    assert found(year="2024") == {"Bread"}
    assert found(help="1") == {"Bike", "Desk"}
    assert found(following="1") == {"Bike"}
    assert found(help="1", tag="oak") == {"Desk"}
    assert found(year="soon") == found(year="9" * 30) == found()
    assert bike.pk


@pytest.mark.both_databases
@pytest.mark.parametrize("sort", ["", "reviewed", "liked", "title"])
def test_pages_follow_one_another_in_every_order(client_of, make, review, ada, bob, cleo, monkeypatch, sort):
    monkeypatch.setattr("apps.projects.views.lists.PAGE", 2)
    names = ["Élan", "arch", "Bow", "cart", "Zither"]
    projects = [make(ada, name, pictures=0 if number else 1, draft=number > 0) for number, name in enumerate(names)]
    for project in projects[1:]:
        project.show()
    projects[3].like(bob), projects[3].like(cleo), projects[1].like(bob)
    review(projects[2], bob), review(projects[4], bob), review(projects[4], cleo)
    expected = {
        "": names[::-1],
        "liked": ["cart", "arch", "Zither", "Bow", "Élan"],
        "reviewed": ["Zither", "Bow", "cart", "arch", "Élan"],
        "title": ["arch", "Bow", "cart", "Élan", "Zither"],
    }[sort]
    browser, address, seen = client_of(bob), f"/projects/?sort={sort}", []
    while address:
        response = browser.get(address)
        seen += titles(response)
        following = re.search(r'class="waiting" href="([^"]*)"', response.text)
        address = following and following[1].replace("&amp;", "&")
    assert seen == expected


def test_htmx_gets_the_results_and_an_address_to_share(client_of, make, ada):
    make(ada)
    response = client_of(ada).get("/projects/", {"q": "cart", "tag": "", "sort": ""}, headers=HTMX)
    assert titles(response) == ["Cart"]
    assert "<html" not in response.text
    assert response["HX-Push-Url"] == "/projects/?q=cart"


def test_drafts_are_on_no_list(client_of, make, ada, bob):
    make(ada, draft=True)
    assert titles(client_of(bob).get("/projects/")) == titles(client_of(ada).get("/projects/")) == []
    assert "Nothing made yet?" in client_of(bob).get("/projects/").text


@pytest.mark.parametrize("sort", ORDERS)
def test_the_first_page_is_found_by_an_index_in_each_order(sort, bob):
    """SQLite takes an index of published projects for `IS NOT NULL`, and not for `NOT … IS NULL`."""
    field, descending = ORDERS[sort]
    projects = Project.objects.visible_to(bob, SiteSettings.current()).published()
    plan = paging.in_order(projects, field, None, descending)[:25].explain()
    assert "projects_project USING INDEX" in plan
    assert "ORDER BY" not in plan


def test_a_list_and_a_page_cost_the_same_with_many_projects(client_of, make, review, ada, bob, cleo, make_user):
    first = make(ada, tags=["oak", "steel"])
    review(first, bob), first.comments.say(first, bob, "Fine"), first.like(bob)
    make(bob, "Bread", tags=["oak"]).invite(ada)
    browser = client_of(cleo)

    def queries(address):
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address).status_code == 200
        return len(captured)

    addresses = ("/projects/", "/projects/?q=cart&tag=oak&help=", first.get_absolute_url())
    few = {address: queries(address) for address in addresses if queries(address)}
    for number in range(6):
        owner = make_user(f"maker{number}")
        project = make(owner, f"Cart {number}", tags=["oak", f"tag{number}"])
        project.invite(ada), project.accept_invitation(ada)
        review(first, owner), review(project, bob), project.like(bob)
        first.comments.say(first, owner, "Fine")
        first.invite(make_user(f"friend{number}"))
    assert {address: queries(address) for address in addresses if queries(address)} == few


# --- Making and changing --------------------------------------------------------------------------


def test_a_project_begins_with_a_title_and_is_a_draft(client_of, ada):
    adas = client_of(ada)
    assert "Give the project a title" in adas.post("/projects/new/", {"title": " "}).text
    response = adas.post("/projects/new/", {"title": "Cargo bike"})
    project = Project.objects.get()
    assert response.url == f"/projects/{project.pk}/edit/"
    assert project.is_draft
    assert "Cargo bike" in adas.get("/projects/new/").text


def test_pictures_are_added_before_what_was_typed_is_judged(client_of, make, ada):
    project = make(ada, draft=True, pictures=0)
    typed = EDITED | links("javascript:alert(1)") | {"title": "New title", "do": "add", "photos": [upload()]}
    response = client_of(ada).post(f"/projects/{project.pk}/edit/", typed)
    assert response.status_code == 422
    assert project.photos.count() == 1
    assert "Links start with https:// or http://" in response.text
    assert 'value="javascript:alert(1)"' in response.text
    assert 'value="New title"' in response.text
    assert project.links.count() == 0


def test_eleven_pictures_are_one_too_many(client_of, make, ada):
    project = make(ada, draft=True, pictures=9)
    response = client_of(ada).post(
        f"/projects/{project.pk}/edit/", EDITED | links() | {"do": "add", "photos": [upload(), upload("oven.png")]}
    )
    assert response.status_code == 422
    assert "You can add up to 10 photos. There is room for 1 more." in response.text
    assert project.photos.count() == 9
    assert "Two old frames" in response.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title": ""}, "Give the project a title."),
        ({"title": "x" * 101}, "there is room for 100"),
        ({"title": "Two\nlines"}, "A name is one line."),
        ({"body": "\u200b"}, "Nothing of this story can be seen."),
        ({"body": "x" * 20_001}, "there is room for 20000"),
        ({"tags": ", ".join(f"tag{number}" for number in range(13))}, "at most 12 tags"),
        ({"tags": "!!!"}, "A tag is one word"),
        ({"started_on": "2026-05-01", "ended_on": "2026-04-01"}, "finished before it started"),
        ({"started_on": "0001-01-01"}, "between the years 1900 and 9000"),
        ({"started_on": "soon"}, "Enter a valid date."),
        (links("ftp://files.example/"), "Links start with"),
        (links("https://ada:secret@cart.example/"), "would give them away"),
        (links("") | {"links-0-label": "Drawings"}, "Enter the address of this link, or clear its label."),
        (links(*(f"https://cart{number}.example/" for number in range(21))), "A project has at most 20 links."),
    ],
)
def test_what_cannot_be_saved_is_said_and_kept(client_of, make, ada, typed, sentence):
    project = make(ada)
    response = client_of(ada).post(f"/projects/{project.pk}/edit/", EDITED | {"role": "Welder", "do": "save"} | typed)
    assert response.status_code == 422
    assert sentence in response.text
    assert 'value="Welder"' in response.text
    assert Project.objects.get().role == ""


def test_what_is_saved_is_shown(client_of, make, ada, bob):
    project = make(ada, draft=True)
    typed = EDITED | links("cart.example", "https://code.example/") | {
        "title": "Cargo bike", "summary": "Carries a fridge", "body": "For **@bob**", "tags": "Steel, #welding",
        "role": "Welder", "started_on": "2026-03-01", "ended_on": "2026-11-02", "help_wanted": "A bender",
        "links-1-type": "source", "links-1-label": "Drawings", "do": "publish",
    }  # fmt: skip
    assert client_of(ada).post(f"/projects/{project.pk}/edit/", typed).url == project.get_absolute_url()
    page = client_of(bob).get(project.get_absolute_url()).text
    for words in ("Cargo bike", "Carries a fridge", "#steel", "#welding", "Welder", "March 2026 – November 2026"):
        assert words in page
    assert 'href="https://cart.example"' in page
    assert "Drawings" in page
    assert "A bender" in page
    assert bob.notifications.filter(kind="mention").exists()


def test_publishing_asks_for_what_is_missing_and_for_alt_text_once(client_of, make, ada):
    project, adas = make(ada, body="", draft=True, pictures=0), client_of(ada)
    address = f"/projects/{project.pk}/edit/"
    for missing, sentence in (({"body": ""}, "Write the story"), ({}, "Add a picture")):
        response = adas.post(address, EDITED | missing | {"do": "publish"})
        assert response.status_code == 422
        assert sentence in response.text
        assert EDITED["title"] in response.text
    adas.post(address, EDITED | {"do": "add", "photos": [upload()]})
    response = adas.post(address, EDITED | {"do": "publish"})
    assert response.status_code == 422
    assert "1 photo has no alt text" in response.text
    for _press in range(2):  # of a button that is pressed twice
        assert adas.post(address, EDITED | {"do": "publish-anyway"}).url == project.get_absolute_url()
    assert adas.get(project.get_absolute_url()).text.count("Project published") == 1


def test_the_editor_of_a_draft_lists_what_is_there_and_what_is_missing(client_of, make, ada):
    project, adas = make(ada, body="", draft=True, pictures=0), client_of(ada)
    address = f"/projects/{project.pk}/edit/"

    def rows(response):
        return re.findall(r'<li(?: class="checklist__(\w+)")?><svg.*?</svg><span>(.*?)</span>', response.text)

    story, picture = ("", "Title and story"), ("", "At least one picture")
    assert rows(adas.get(address)) == [("danger", "No story yet"), ("danger", "No picture yet")]
    added = adas.post(address, EDITED | {"do": "add", "photos": [upload(), upload()]}, headers=HTMX)
    assert rows(added) == [
        story,
        picture,
        ("care", "Picture 1 has no alt text"),
        ("care", "Picture 2 has no alt text"),
    ]
    project.photos.update(description="A kiln")
    good = [story, picture, ("", "Alt text for every picture")]
    wrong = EDITED | links("cart.example", "javascript:alert(1)") | {"do": "save"}
    assert rows(adas.post(address, wrong)) == [*good, ("danger", "Link 2 isn’t valid")]
    assert rows(adas.get(address)) == good
    project.publish()
    assert "Before you publish" not in adas.get(address).text


def test_a_published_project_has_a_button_to_share(client_of, visitor, set_site, make, ada, bob):
    set_site(visitors_may_read="rooms-people")
    project, draft = make(ada), make(ada, "Desk", draft=True)
    share = f"/share/?path={project.get_absolute_url()}"
    assert share in client_of(bob).get(project.get_absolute_url()).text
    page = visitor.get(project.get_absolute_url()).text
    assert share not in page
    assert "Copy link" in page
    assert "More about this project" not in page
    assert 'aria-label="Share"' not in client_of(ada).get(draft.get_absolute_url()).text


def test_deleting_asks_by_name_and_takes_everything(client_of, make, review, ada, bob):
    project = make(ada, "Cargo <b>bike</b>")
    review(project, bob), project.comments.say(project, bob, "Fine"), project.keep(bob)
    adas, address = client_of(ada), f"/projects/{project.pk}/delete/"
    assert "Delete “" in adas.get(address).text
    assert "Cargo &lt;b&gt;bike&lt;/b&gt;" in adas.get(address).text
    assert adas.post(address).url == "/projects/"
    assert not Project.objects.exists()
    assert not ada.notifications.exists()
    assert adas.get(project.get_absolute_url()).status_code == 404


# --- People ---------------------------------------------------------------------------------------


def test_an_invitation_is_answered_on_the_projects_page(client_of, make, ada, bob):
    project, bobs = make(ada), client_of(bob)
    adas, people = client_of(ada), f"/projects/{project.pk}/collaborators/"
    assert "no member with this username" in adas.post(people, {"username": "nobody"}).text
    assert "You can’t invite this person." in adas.post(people, {"username": "ada"}).text
    assert adas.post(people, {"username": "@Bob"}).url == people
    assert "already invited" in adas.post(people, {"username": "bob"}).text
    assert "invited you to collaborate" in bobs.get(project.get_absolute_url()).text
    bobs.post(f"/projects/{project.pk}/invitation/")
    page = bobs.get(project.get_absolute_url()).text
    assert "invited you to collaborate" not in page
    assert "Leave project" in page
    assert "Write a review" not in page
    assert adas.post(f"/projects/{project.pk}/owner/", {"username": "bob"}).url == project.get_absolute_url()
    assert Project.objects.get().owner == bob
    assert adas.get(people).status_code == 404


# --- Reviews --------------------------------------------------------------------------------------

FINE = {"is_positive": "yes", "relation": "used", "body": "Carries a *fridge*"}


def test_a_review_is_written_edited_answered_and_withdrawn(client_of, make, ada, bob, cleo):
    project = make(ada)
    adas, bobs, address = client_of(ada), client_of(bob), f"/projects/{project.pk}/reviews/"
    bobs.post(address, FINE)
    review = Review.objects.get()
    page = client_of(cleo).get(project.get_absolute_url()).text
    assert "Carries a <em>fridge</em>" in page
    assert "100%" in page
    assert "Recommends" in page
    bobs.post(f"/reviews/{review.pk}/edit/", FINE | {"is_positive": "no", "body": "It wobbles"})
    page = client_of(cleo).get(project.get_absolute_url()).text
    assert "It wobbles" in page
    assert "edited" in page
    assert "0%" in page
    adas.post(f"/reviews/{review.pk}/answer/", {"body": "Ball joints now"})
    again = adas.post(f"/reviews/{review.pk}/answer/", {"body": "And again"})
    assert again.status_code == 409
    assert "And again" in again.text
    assert "Ball joints now" in bobs.get(project.get_absolute_url()).text
    bobs.delete(f"/reviews/{review.pk}/")
    assert not Review.objects.exists()
    assert Project.objects.get().review_count == 0


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"is_positive": ""}, "Choose whether"),
        ({"body": " \u200b"}, "Write a few words"),
        ({"relation": "cousin"}, "choice"),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_a_review_that_is_not_whole_is_kept_and_says_why(client_of, make, ada, bob, typed, sentence, headers):
    project = make(ada)
    response = client_of(bob).post(
        f"/projects/{project.pk}/reviews/", FINE | {"body": "Kept"} | typed, headers=headers
    )
    assert response.status_code == 422
    assert sentence in response.text
    assert "Kept" in response.text or "body" in typed
    assert not Review.objects.exists()


def test_a_second_review_and_one_of_ones_own_are_refused_and_kept(client_of, make, review, ada, bob, cleo):
    project = make(ada)
    review(project, bob)
    project.invite(cleo), project.accept_invitation(cleo)
    address = f"/projects/{project.pk}/reviews/"
    for who, status, sentence in [
        (bob, 409, "already reviewed"),
        (ada, 403, "The owner and collaborators"),
        (cleo, 403, "The owner and collaborators"),
    ]:
        response = client_of(who).post(address, FINE | {"body": "My words"})
        assert (response.status_code, sentence in response.text) == (status, True)
    assert Review.objects.count() == 1


def test_reviews_come_page_by_page(client_of, make, review, ada, cleo, make_user, monkeypatch):
    monkeypatch.setattr("apps.projects.views.reviews_section.PAGE", 2)
    project = make(ada)
    for number in range(3):
        review(project, make_user(f"user{number}"), body=f"Words {number}")
    browser = client_of(cleo)
    page = browser.get(project.get_absolute_url()).text
    assert "Words 2" in page
    assert "Words 0" not in page
    more = re.search(r'hx-get="(/projects/\d+/reviews/\?reviews_before=\d+)"', page)[1]
    assert "Words 0" in browser.get(more, headers=HTMX).text


def test_a_page_says_what_it_needs_to_say(client_of, make, ada, bob):
    """Hostile words come out escaped, in the list, on the page and in the editor."""
    nasty = "<script>alert(1)</script>"
    project = make(ada, nasty, nasty, summary=nasty, role=nasty, help_wanted=nasty, tags=["oak"])
    project.comments.say(project, bob, nasty)
    for address in ("/projects/", project.get_absolute_url(), f"/projects/{project.pk}/edit/", "/notifications/"):
        page = client_of(ada).get(address)
        assert page.status_code == 200
        assert nasty not in page.text


def test_comments_likes_and_saves_are_those_of_posts(client_of, make, ada, bob):
    project, bobs = make(ada), client_of(bob)
    address = project.get_absolute_url()
    assert 'aria-pressed="true"' in bobs.post(f"{address}like/", headers=HTMX).text
    bobs.post(f"{address}like/")
    bobs.post(f"{address}save/")
    bobs.post(f"{address}comments/", {"body": "Would it take a tree? #oak"})
    project.refresh_from_db()
    assert (project.like_count, project.comment_count, project.saves.count()) == (1, 1, 1)
    page = client_of(ada).get(address).text
    assert "Would it take a tree?" in page
    assert "Liked by" in page
    said = project.comments.get()
    assert client_of(ada).get(f"/comments/{said.pk}/").url == f"{address}?comment={said.pk}#comment-{said.pk}"
    refused = bobs.post(f"{address}comments/", {"body": "x" * 2_001})
    assert refused.status_code == 422
    assert "there is room for 2000" in refused.text
    marks = bobs.get(f"/posts/marks/?of=project-{project.pk},comment-{said.pk}", headers=HTMX).text
    assert f"project-{project.pk}-like" in marks
    assert f"comment-{said.pk}-like" in marks


# --- Tabs of a profile ----------------------------------------------------------------------------


def test_a_profile_shows_what_someone_made_and_works_on(client_of, make, review, ada, bob, cleo, monkeypatch):
    monkeypatch.setattr("apps.projects.views.profile.PAGE", 1)
    own, shared = make(ada, "Cart"), make(bob, "Bread")
    shared.invite(ada), shared.accept_invitation(ada)
    make(ada, "For followers", audience="followers"), make(ada, "Only a draft", draft=True)
    invited = make(bob, "Not accepted")
    invited.invite(ada)
    browser = client_of(cleo)
    first = browser.get("/@ada/projects/")
    assert titles(first) == ["Bread"]
    following = re.search(r'class="waiting" href="([^"]*)"', first.text)[1].replace("&amp;", "&")
    assert titles(browser.get(following)) == ["Cart"]
    assert "Only a draft" not in first.text
    assert "Only a draft" in client_of(ada).get("/@ada/projects/").text
    assert 'Projects <span class="count-of">2</span>' in first.text
    assert own.pk


def test_projects_on_a_profile_are_filtered_by_part_and_help(client_of, make, ada, bob, cleo, monkeypatch):
    monkeypatch.setattr("apps.projects.views.profile.PAGE", 1)
    make(ada, "Cart"), make(ada, "Desk", help_wanted="A plane"), make(ada, "Secret", audience="followers")
    browser = client_of(cleo)

    def found(query=""):
        response, seen = browser.get(f"/@ada/projects/{query}"), []
        while response:
            seen += titles(response)
            more = re.search(r'class="waiting" href="([^"]*)"', response.text)
            response = more and browser.get(more[1].replace("&amp;", "&"))
        return seen

    def chips(query=""):
        text = browser.get(f"/@ada/projects/{query}").text
        return re.findall(r'class="chip chip--filter"[^>]*>(?:<svg.*?</svg>)?(\w[^<]*)<', text)

    assert chips() == ["All 2", "Own 2", "Looking for help 1"]
    shared = make(bob, "Bread")
    shared.invite(ada), shared.accept_invitation(ada)
    assert chips() == ["All 3", "Own 2", "Collaborations 1", "Looking for help 1"]
    assert found() == found("?show=nothing") == ["Bread", "Desk", "Cart"]
    assert found("?show=own") == ["Desk", "Cart"]
    assert found("?show=works") == ["Bread"]
    assert found("?show=help") == ["Desk"]
    assert chips("?show=nothing") == chips()
    make(bob, "Alone"), make(bob, "Also")
    Project.objects.filter(title="Bread").delete()
    assert "chip--filter" not in browser.get("/@bob/projects/").text


def test_the_head_of_a_profile_counts_photos_and_positive_reviews(client_of, make, review, show, ada, bob, cleo):
    bobs = client_of(bob)

    def numbers(page):
        text = bobs.get(page).text
        block = re.search(r'<p class="facts">((?!</p>).)*profile-numbers.*?</p>', text, re.DOTALL)[0]
        return [f"{number} {words}" for number, words in re.findall(r"<b>(\d+%?)</b> ([a-z ]+)", block)]

    follows = ["0 followers", "0 following"]
    secret = make(ada, "Secret", audience="followers")
    review(secret, cleo, False)
    show(ada, audience="followers")
    assert numbers("/@ada/") == numbers("/@ada/about/") == follows
    assert "Printable CV" not in bobs.get("/@ada/about/").text
    cart, cargo = make(ada), make(cleo, "Cargo")
    cargo.invite(ada), cargo.accept_invitation(ada)
    review(cart, bob), review(cart, cleo, False), review(cargo, bob)
    show(ada, number=2), show(ada)
    assert numbers("/@ada/") == numbers("/@ada/about/") == ["3 photos", *follows, "67% positive reviews"]
    assert 'href="/@ada/projects/?print=1"' in bobs.get("/@ada/about/").text


def test_a_profile_shows_reviews_received_and_written(client_of, make, review, ada, bob, cleo):
    cart, secret, bread = make(ada), make(ada, "Secret", audience="followers"), make(bob, "Bread")
    Follow.objects.make(bob, ada)
    review(cart, bob, body="Carries a fridge"), review(secret, bob, body="Of followers alone")
    review(bread, ada, body="A fine crust", is_positive=False)
    cleos = client_of(cleo)
    received = cleos.get("/@ada/reviews/").text
    assert "Carries a fridge" in received
    assert "Of followers alone" not in received
    assert "100%" in received
    assert 'Reviews <span class="count-of">1</span>' in received
    written = cleos.get("/@ada/reviews/?written=1").text
    assert "A fine crust" in written
    assert "Carries a fridge" not in written
    assert "Of followers alone" not in cleos.get("/@bob/reviews/?written=1").text
    assert "Of followers alone" in client_of(bob).get("/@ada/reviews/").text


def test_a_cv_fits_on_a_page_and_shows_what_the_viewer_may_see(client_of, make, review, ada, bob, cleo):
    for number in range(8):
        make(ada, f"Project {number}", role="Welder")
    best, secret = make(ada, "The best one"), make(ada, "Secret", audience="followers")
    review(best, bob, body="Carries a fridge")
    ada.profile.set_skills(["welding"])
    page = client_of(cleo).get("/@ada/projects/?print=1").text
    assert len(re.findall('class="cv__entry"', page)) == 6
    for words in ("The best one", "1 review, 100% positive", "Carries a fridge", "welding"):
        assert words in page
    assert secret.title not in page


def test_tabs_cost_the_same_with_many_projects(client_of, make, review, ada, bob, cleo, make_user):
    first = make(ada, tags=["oak"])
    review(first, bob).write_answer("Thanks")
    browser = client_of(cleo)
    addresses = ("/@ada/projects/", "/@ada/reviews/", "/@bob/reviews/?written=1", "/@ada/projects/?print=1")

    def queries():
        found = {}
        for address in addresses:
            browser.get(address)
            with CaptureQueriesContext(connection) as captured:
                assert browser.get(address).status_code == 200
            found[address] = len(captured)
        return found

    few = queries()
    for number in range(5):
        project = make(ada, f"Cart {number}", tags=["oak", f"tag{number}"])
        friend = make_user(f"friend{number}")
        review(project, bob).write_answer("Thanks"), review(project, friend, is_positive=False)
        project.invite(make_user(f"helper{number}"))
    assert queries() == few
