"""Discover: posts and projects that someone has not seen, what they have seen, and what they do not want to see."""

from contextlib import suppress

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.models import SiteSettings
from apps.people.models import Profile
from apps.posts.models.targets import target_models
from apps.posts.views.pages import tag_or_404, visible
from apps.shared import paging
from apps.shared.addresses import address, with_query
from apps.shared.http import HtmxRequest, SignInFirst, asks_to_end, visible_or_404, way_back
from apps.shared.limits import rate_limited
from apps.shared.parameters import whole_number, words_in

from ..beside import beside
from ..draws import MODELS, card_of_draw, drawn, new_seed, page_of_draw, read_after, read_seed
from ..models import MOST_SEEN_AT_ONCE, NotInterested, Seen
from ..on_other_pages import offer_authors

HIDDEN = 48  # rows on a page
KINDS = NotInterested.KINDS


@login_not_required
@require_safe
def discover(request: HtmxRequest):
    """`?seed=` of a draw, a new one without it; `?after=` the last card of the page before. For htmx a page alone.

    `?pages=`: so many of them at once, as many as were there when someone left; so Back shows what it was.
    """
    site = SiteSettings.current()
    if not request.user.is_authenticated and not site.visitors_read_people:
        raise SignInFirst
    seed, after = read_seed(request.GET.get("seed")), read_after(request.GET.get("after"))
    draw = drawn(request.user, site, seed)
    pages = whole_number(request.GET.get("pages")) or 1
    page = page_of_draw(draw, request.user, site, seed, after, pages)
    here = with_query("search:discover", {"seed": seed})
    context = {"page": page, "seed": seed, "here": here, "after": after, "pages": pages, "fresh": new_seed()}
    if request.htmx and after:
        return render(request, "search/_finds.html", context)
    return render(request, "search/discover.html", context | beside(request, draw))


@require_POST
@rate_limited("seen")
def seen(request: HtmxRequest):
    """`of=post-7,project-2`: what was before the viewer's eyes. What they may not see, and their own, is left out."""
    wanted = {}
    for name in request.POST.get("of", "").split(",")[:MOST_SEEN_AT_ONCE]:
        noun, _dash, pk = name.partition("-")
        if number := whole_number(pk):
            wanted.setdefault(noun, []).append(number)
    mark_seen(request, wanted)
    return HttpResponse(status=204)


def mark_seen(request, wanted):
    """`wanted`: `{"post": [7], "project": [2]}`, primary keys; those that the viewer may not see are left out."""
    targets = []
    for model in target_models():
        if pks := wanted.get(model._meta.model_name):
            others = visible(request, model).exclude(**{model.author_field: request.user})
            targets += others.filter(pk__in=pks)
    if targets:
        with suppress(IntegrityError):  # one of them was deleted in the meantime
            Seen.objects.mark(request.user, targets)


@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
@rate_limited("reactions", when=lambda request: request.method not in ("GET", "HEAD"))
def not_interested(request: HtmxRequest):
    """What someone does not want to see in Discover: `post=`, `project=`, `tag=` its name or `person=` their username.

    `card=` and `seed=` say which card of a draw the button was on, `back=` which page.
    """
    if request.method in ("GET", "HEAD"):
        return hidden(request)
    kind, name = kind_and_name(request)
    thing = thing_or_404(request, kind, name, among_own=asks_to_end(request))
    back = way_back(request, request.POST.get("back", "")) or address("search:not_interested")
    if asks_to_end(request):
        NotInterested.objects.unmark(request.user, **{kind: thing})
        return shown_again(request, back)
    hide(request, kind, thing)
    if request.htmx:
        context = {"kind": kind, "thing": thing, "name": request.POST.get(kind, ""), "back": back, **card_of(request)}
        return render(request, "search/_hidden_find.html", context)
    messages.success(request, sentence(kind, thing))
    return redirect(back)


def hide(request, kind, thing):
    with suppress(IntegrityError):  # it was deleted in the meantime
        NotInterested.objects.mark(request.user, **{kind: thing})


def kind_and_name(request):
    """Of the one thing that a form names."""
    given = [kind for kind in KINDS if request.POST.get(kind)]
    if len(given) != 1:
        raise Http404
    return given[0], words_in(request.POST, given[0])


def thing_or_404(request, kind, name, among_own=False):
    """What has this name, of one of KINDS. What is taken back is among one's own, as it may not be seen any more."""
    own = NotInterested.objects.filter(user=request.user) if among_own else None
    if kind == "tag":
        return tag_or_404(request, name)
    if kind == "person":
        people = Profile.objects.visible_to(request.user, SiteSettings.current()).exclude(pk=request.user.pk)
        if own is not None:
            people = Profile.objects.filter(user__in=own.values("person"))
        return visible_or_404(request, people.select_related("user"), user__username=name.lower()).user
    model = MODELS[kind]
    targets = visible(request, model).exclude(**{model.author_field: request.user})
    if own is not None:
        targets = model.objects.filter(pk__in=own.exclude(**{kind: None}).values(kind))
    return visible_or_404(request, targets, pk=whole_number(name) or 0)


def card_of(request):
    """Which card a button was on, as its forms say it."""
    noun, _dash, pk = request.POST.get("card", "").partition("-")
    if noun not in MODELS or not whole_number(pk):
        raise Http404
    return {
        "identity": f"{noun}-{whole_number(pk)}",
        "is_wide": bool(request.POST.get("wide")),
        "offers_author": bool(request.POST.get("offers_author")),
        "seed": read_seed(request.POST.get("seed")),
    }


def shown_again(request, back):
    """For htmx the card as it was before; nothing where it is not in the draw any more."""
    if not request.htmx:
        return redirect(back)
    if not request.POST.get("card"):
        return render(request, "posts/_nothing.html")
    where = card_of(request)
    card = card_of_draw(request.user, SiteSettings.current(), where["seed"], where["identity"])
    if card is None:
        return render(request, "posts/_nothing.html")
    card.is_wide, card.is_back = where["is_wide"], True
    if where["offers_author"] and not request.user.following.filter(followed=card.author.pk).exists():
        offer_authors([card])
    return render(request, "search/_find.html", {"card": card, "seed": where["seed"], "here": back})


def sentence(kind, thing):
    if kind == "tag":
        return _("Posts with %(tag)s are hidden from Discover.") % {"tag": thing}
    if kind == "person":
        return _("Posts by %(name)s are hidden from Discover.") % {"name": thing.profile.name}
    return _("Hidden from Discover.")


def hidden(request):
    """The list of it, the newest first; each with the way back. `?before=` the last row of the page before."""
    page = page_of_hidden(request, HIDDEN, request.GET.get("before"))
    return render(request, "search/hidden.html", {"page": page})


def page_of_hidden(request, size, before):
    """A page of rows of NotInterested, the newest first; `can_be_seen` says whether a post, a project or a person may
    still be shown to the viewer.
    """
    rows = NotInterested.objects.filter(user=request.user).order_by("-pk")
    rows = rows.select_related("post__author__profile", "project", "tag", "person__profile")
    page = paging.downwards(rows, size, before)
    seen = {}
    for kind, model in MODELS.items():
        pks = [pk for row in page if (pk := getattr(row, f"{kind}_id"))]
        seen[kind] = set(visible(request, model).filter(pk__in=pks).values_list("pk", flat=True)) if pks else set()
    people = [row.person_id for row in page if row.person_id]
    visible_people = Profile.objects.visible_to(request.user, SiteSettings.current()).filter(pk__in=people)
    seen["person"] = set(visible_people.values_list("pk", flat=True)) if people else set()
    for row in page:
        row.can_be_seen = any(getattr(row, f"{kind}_id") in pks for kind, pks in seen.items())
    return page
