"""Discover on other pages: on the feed the beginning of a draw below what is new, and what is beside Discover; on
a profile a link to it.
"""

from django.template.loader import render_to_string

from apps.accounts.models import SiteSettings

from .beside import beside
from .draws import beginning_of_draw, drawn, seed_of_now

CARDS = 8  # a wide one, and as many as fill the rows beside and below it


def first_page(request, posts):
    """Nothing that is on this page of the feed, and nobody whom the viewer follows."""
    user, site, seed = request.user, SiteSettings.current(), seed_of_now(request.user)
    shown = {f"{post.noun}-{post.pk}" for post in posts}
    page = beginning_of_draw(drawn(user, site, seed), user, site, seed, CARDS, shown)
    if not page.cards:
        return ""
    offer_authors(page.cards)
    context = {"page": page, "seed": seed, "here": request.get_full_path()}
    return render_to_string("search/_first_page.html", context, request)


def offer_authors(cards):
    """The first post of each of them has a button to follow its author."""
    offered = set()
    for card in cards:
        if card.target.noun == "project" or card.author.pk in offered:
            continue
        offered.add(card.author.pk)
        card.offers_author = True
        card.author.i_follow = card.author.i_ask = card.author.i_block = False


def beside_feed(request):
    draw = drawn(request.user, SiteSettings.current(), seed_of_now(request.user))
    context = beside(request, draw)
    return render_to_string("search/_beside_feed.html", context, request) if any(context.values()) else ""


def link_of_profile(request, _profile):
    return render_to_string("search/_profile_link.html", {}, request)
