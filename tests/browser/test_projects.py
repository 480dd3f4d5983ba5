"""Projects in real browsers: made together, reviewed, answered, found."""

import re

import pytest
from playwright.sync_api import expect

from .test_posts import file

CART = """
from django.utils import timezone
from apps.accounts.models import User
from apps.projects.models import Project
Project.objects.all().delete()
ada = User.objects.get(username="ada")
cart = Project.objects.create(owner=ada, title="Cart", body="Two frames", published_at=timezone.now())
cart.set_tags(["steel"])
bread = Project.objects.create(owner=ada, title="Bread", body="Rye", published_at=timezone.now())
print(cart.pk)
"""


@pytest.fixture
def cart(site):
    """The number of a published project of ada's; there is another one, Bread."""
    return int(site.run(CART).split()[-1])


def test_people_make_a_project_and_others_review_it(person):
    ada = person("ada", expected=["422"]).goes_to("/projects/")
    page = ada.page
    page.get_by_role("link", name="New project").first.click()
    page.get_by_label("Title").fill("Cargo bike")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Story").fill("Two old frames, for **@bob**")
    page.locator("input[name=photos]").set_input_files([file(), file("bench.png")])
    expect(page.locator(".editor__photo")).to_have_count(2)
    expect(page.get_by_label("Story")).to_have_value("Two old frames, for **@bob**")
    expect(page.locator("#editor-aside")).to_contain_text("Picture 1 has no alt text")
    page.get_by_label("Summary").fill("A fridge")
    expect(page.get_by_text("8 of 120")).to_be_visible()
    page.get_by_label("Tags").fill("steel, welding")
    page.get_by_label("Address").first.fill("javascript:alert(1)")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("Links start with https:// or http://.")).to_be_visible()
    expect(page.get_by_label("Tags")).to_have_value("steel, welding")
    page.get_by_label("Address").first.fill("https://cart.example/")
    page.get_by_role("button", name="Add link").click()
    expect(page.get_by_label("Address")).to_have_count(3)
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("2 photos have no alt text.")).to_be_visible()
    for number in (1, 2):
        page.get_by_label(f"Description (alt text) for photo {number}").fill(f"Picture {number}")
    page.get_by_label("Add by username").fill("nobody")
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_text("There is no member with this username.")).to_be_visible()
    page.get_by_label("Add by username").fill("bob")
    page.get_by_role("button", name="Invite").click()
    expect(page.locator("#collaborators")).to_contain_text("Pending")
    expect(page.get_by_label("Add by username")).to_be_focused()
    expect(page.get_by_label("Description (alt text) for photo 2")).to_have_value("Picture 2")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page).to_have_url(re.compile(r"/projects/\d+/$"))
    expect(page.get_by_role("heading", name="Cargo bike")).to_be_visible()
    address = re.sub("^.*?//[^/]*", "", page.url)

    bob = person("bob").goes_to("/notifications/")
    bob.page.get_by_text("invited you to collaborate").click()
    bob.page.get_by_role("button", name="Accept").click()
    expect(bob.page.locator(".project-page__facts")).to_contain_text("Collaborator")
    expect(bob.page.get_by_text("Write a review")).to_have_count(0)

    cleo = person("cleo", expected=["422"]).goes_to(address)
    cleo.page.get_by_label("Your review").fill("Carries a fridge")
    cleo.page.get_by_role("button", name="Post review").click()
    expect(cleo.page.get_by_text("Choose whether you recommend it.")).to_be_visible()
    expect(cleo.page.get_by_label("Your review")).to_have_value("Carries a fridge")
    cleo.page.get_by_label("Recommend", exact=True).check()
    cleo.page.get_by_role("button", name="Post review").click()
    expect(cleo.page.locator(".reviews")).to_contain_text("Carries a fridge")
    expect(cleo.page.locator(".score")).to_contain_text("100%")
    expect(cleo.page.get_by_role("heading", name="Reviews")).to_be_focused()

    ada.goes_to(address)
    page.get_by_role("link", name="Reply", exact=True).click()
    expect(page.get_by_label("Your reply")).to_be_focused()
    page.get_by_label("Your reply").fill("And a sofa")
    page.get_by_role("button", name="Reply", exact=True).click()
    expect(page.locator(".review__reply")).to_contain_text("And a sofa")
    expect(page.locator(".review")).to_be_focused()


def test_a_like_a_comment_and_the_end_of_a_project_show_on_an_open_page(person, cart):
    ada, bob = person("ada").goes_to(f"/projects/{cart}/").hears(), person("bob").goes_to(f"/projects/{cart}/")
    bob.page.locator(f"#project-{cart}-like").click()
    expect(ada.page.locator(f"#project-{cart}-marks")).to_contain_text("Liked by")
    bob.page.get_by_label("Comment", exact=True).fill("Would it take a tree?")
    bob.page.get_by_label("Comment", exact=True).press("Enter")
    expect(ada.page.locator("#comment-list")).to_contain_text("Would it take a tree?")

    bob.hears().expected = ("404",)
    ada.goes_to(f"/projects/{cart}/delete/")
    ada.page.get_by_role("button", name="Delete project").click()
    expect(bob.page.get_by_text("This project is no longer available.")).to_be_visible()
    expect(bob.page.locator(".toast")).to_have_count(0)


def test_the_list_is_searched_while_typing_and_has_an_address_to_share(person, cart):
    bob = person("bob").goes_to("/projects/")
    cards = bob.page.locator(".project")
    expect(cards).to_have_count(2)
    bob.page.get_by_label("Search projects").press_sequentially("steel ca")
    expect(cards).to_have_count(1)
    expect(bob.page).to_have_url(re.compile(r"/projects/\?q=steel\+ca$"))
    bob.page.get_by_text("Looking for help").first.click()
    expect(bob.page.get_by_text("No projects found")).to_be_visible()
    bob.reloads()
    expect(bob.page.get_by_label("Search projects")).to_have_value("steel ca")
    expect(bob.page.get_by_role("checkbox", name="Looking for help")).to_be_checked()
    bob.page.evaluate("setTimeout(() => history.back())")
    expect(cards).to_have_count(1)
    expect(bob.page.get_by_role("checkbox", name="Looking for help")).not_to_be_checked()
