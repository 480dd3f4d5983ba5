"""The directory of people, a profile, following and blocking somebody, who follows whom, one's own settings."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from apps.accounts.models import SiteSettings
from apps.accounts.user_rows import creates_missing_rows
from apps.notifications.rows import has_been_at
from apps.shared import paging
from apps.shared.addresses import address
from apps.shared.direction import isolate_text
from apps.shared.http import (
    HtmxRequest,
    asks_to_end,
    fragment_or_redirect,
    redirect_with_query,
    refused,
    visible_or_404,
    way_back,
)
from apps.shared.limits import asks_with, number_of_files, over_limit, rate_limited
from apps.shared.lists import ListQuery
from apps.shared.parameters import whole_number

from .filters import ORDER_LABELS, ORDERS, PeopleFilter
from .forms import FieldValuesForm, LinkFormSet, PrivacyForm, ProfileForm, profile_part_form
from .models import Block, Follow, FollowRequest, Profile, ProfileField
from .profile_pages import note_visit, page_template, profile_page, profile_tab, viewed_as
from .profile_parts import ABOUT, FIRST_TAB, add_skill_parts, parts
from .profile_tabs import addresses_of_tabs

PAGE = 24
MOST_COUNTED = 1_000  # people; where more are found, the page says so
BLOCKS = FOLLOWS = REQUESTS = 48  # on a page


def visible(request):
    return Profile.objects.visible_to(request.user, SiteSettings.current())


@login_not_required
@require_safe
def home(request: HtmxRequest):
    """The directory's old address, kept with its query."""
    return redirect_with_query(request, "people:directory", permanent=True)


@login_not_required
@require_safe
@rate_limited("searches", when=asks_with("q"))
def directory(request: HtmxRequest):
    """Filters as `PeopleFilter` says, `?sort=` one of ORDERS, `?after=` the last person of the page before."""
    if not request.user.is_authenticated and not SiteSettings.current().visitors_read_people:
        return visible_or_404(request, Profile.objects.none())
    people = PeopleFilter(request.GET, visible(request), request=request)
    asked = ListQuery(request, Profile, "people:directory", ORDERS)
    rows = visible(request).with_cards().with_ties_of(request.user)
    page, following, total = asked.page_and_count(people.qs, rows, PAGE, MOST_COUNTED)
    context = {
        "people": page,
        "filter": people,
        "sort": asked.sort,
        "sorts": ORDER_LABELS,
        "next": asked.next_query(following),
        "back": asked.address,
        "total": total,
        "most_counted": MOST_COUNTED,
    }
    if not request.htmx:
        context["fields"] = people.fields_to_choose_by()
        return render(request, "people/directory.html", context)
    return asked.fragment(request, "people/_people.html", context)


@profile_tab
def profile(request: HtmxRequest, username):
    """The first tab: what other apps show of someone, their photos above all."""
    context = profile_page(request, username)
    context["parts"] = parts(FIRST_TAB, request, context["profile"])
    return render(request, "people/profile.html", context)


@profile_tab
def about(request: HtmxRequest, username):
    """Bio, skills, links, details and the site's own fields; with ways to edit them where they are one's own."""
    context = profile_page(request, username)
    context["parts"] = parts(ABOUT, request, context["profile"])
    add_skill_parts(request, context["profile"])
    context["field_values"] = context["profile"].shown_field_values()
    context["has_fields"] = context["own"] and ProfileField.objects.exists()
    if request.user.is_authenticated and not request.user.is_guest:
        context["local_time"] = context["profile"].local_time
    return render(request, "people/about.html", context)


@require_http_methods(["POST", "DELETE"])
@rate_limited("follows")
@creates_missing_rows
def follow(request: HtmxRequest, username):
    """Of somebody, who is asked where they are private. `back=`: the page on which the button stands; `row=`: what
    it stands in there, by its id, where that is not the person's row.
    """
    profile, back = somebody_else_or_404(request, username), way_back(request, request.POST.get("back", ""))
    if asks_to_end(request):
        profile.lose_follower(request.user)
    elif profile.can_be_followed:
        profile.take_follower(request.user)
    else:
        sentence = _("%(name)s cannot be followed now.") % {"name": isolate_text(profile.distinct_name)}
        return refused(request, sentence, to=back or profile)
    context = {"profile": somebody_else_or_404(request, username), "back": back, "row": request.POST.get("row")}
    context |= numbers_beside(request, context["profile"], back) if request.htmx else {}
    response = fragment_or_redirect(request, "people/_followed.html", context, to=back or profile)
    return trigger_client_event(response, "follow-changed", after="settle")  # an empty feed asks for its posts


def numbers_beside(request, profile, back):
    """The numbers on the page of a follow button that it changes: those of a profile, or of one's own lists."""
    page = request.htmx.current_url_abs_path
    if page is None:
        page = back or profile.get_absolute_url()
    page = page.partition("?")[0]
    if page in addresses_of_tabs(profile):
        return {"shows": "profile", "numbers": profile.numbers(request.user)}
    name = request.user.username
    if page in (address("people:followers", name), address("people:following", name)):
        return {"shows": "mine", "numbers": request.user.profile.numbers(request.user)}
    return {}


@login_not_required
@require_safe
@creates_missing_rows
@viewed_as
def followers(request: HtmxRequest, username):
    profile = open_profile_or_404(request, username)
    note_visit(request, f"followers-{profile.pk}")
    return follows_page(request, profile, "followers", visible(request).who_follow(profile.user))


@login_not_required
@require_safe
@creates_missing_rows
@viewed_as
def following(request: HtmxRequest, username):
    profile = open_profile_or_404(request, username)
    return follows_page(request, profile, "following", visible(request).whom_follows(profile.user))


def open_profile_or_404(request, username):
    """Somebody who shows the viewer whom they know, as they show what is for their followers."""
    people = visible(request).select_related("user").with_ties_of(request.user)
    return visible_or_404(request, people.filter(is_open_to_me=True), user__username=username.lower())


def follows_page(request, profile, shown, people):
    ties = people.not_parted_from(request.user).values_list("tie", "pk")  # alone, since thousands may be sorted
    page = paging.downwards(ties, FOLLOWS, request.GET.get("before"), by="tie")
    found = Profile.objects.select_related("user").with_ties_of(request.user).in_bulk([pk for _tie, pk in page])
    context = {
        "page_template": page_template(request),
        "profile": profile,
        "own": profile.pk == request.user.pk,
        "shown": shown,
        "numbers": {} if request.htmx else profile.numbers(request.user),
        "people": [found[pk] for _tie, pk in page if pk in found],
        "more": f"?before={page.rows[-1][0]}" if page.has_older else "",
    }
    return render(request, "people/_follows.html" if request.htmx else "people/follows.html", context)


@require_http_methods(["POST", "DELETE"])
@rate_limited("follows")
@creates_missing_rows
def follower(request: HtmxRequest, username, follower):
    """One of one's own followers, to be sent away; to make one is up to them."""
    if username.lower() != request.user.username:
        raise Http404
    profile = somebody_else_or_404(request, follower)
    if not asks_to_end(request):
        return HttpResponseNotAllowed(["DELETE"])
    Follow.objects.end(profile.user, request.user)
    sentence = _("%(name)s no longer follows you, and is not told.") % {"name": isolate_text(profile.distinct_name)}
    numbers, to = request.user.profile.numbers(request.user), address("people:followers", request.user.username)
    return answered(request, profile, sentence, to=to, numbers=numbers)


def answered(request, profile, sentence, *, to, **context):
    """A sentence where somebody's row stood, or on the page where it stood."""
    if not request.htmx:
        messages.success(request, sentence)
    context |= {"profile": profile, "sentence": sentence, "back": to}
    return fragment_or_redirect(request, "people/_answered.html", context, to=to)


@require_http_methods(["POST", "DELETE"])
@rate_limited("follows")
@creates_missing_rows
def block(request: HtmxRequest, username):
    """`back=privacy`: the page to go on with is the list of those whom one has blocked."""
    ends = asks_to_end(request)
    profile = (ends and blocked_by(request.user, username)) or somebody_else_or_404(request, username)
    if ends:
        Block.objects.end(request.user, profile.user)
        sentence = _("%(name)s is no longer blocked.")
    else:
        Block.objects.make(request.user, profile.user)
        sentence = _("%(name)s is blocked. Neither of you can write to the other.")
    messages.success(request, sentence % {"name": isolate_text(profile.distinct_name)})
    goes_back = request.POST.get("back") == "privacy" or not Profile.objects.can_be_found(request.user, profile.user)
    to = address("people:privacy") if goes_back else profile.get_absolute_url()
    return HttpResponseClientRedirect(to) if request.htmx else redirect(to)


def blocked_by(user, username):
    """The profile of somebody whom one has blocked, also where they have blocked one too; or None."""
    return Profile.objects.filter(pk__in=user.blocks.values("blocked")).with_username(username)


def somebody_else_or_404(request, username):
    """The other one of two, with the viewer's ties to them; nobody follows or blocks oneself."""
    others = visible(request).exclude(pk=request.user.pk).select_related("user").with_ties_of(request.user)
    return visible_or_404(request, others, user__username=username.lower())


@require_http_methods(["GET", "POST"])
def edit_profile(request: HtmxRequest):
    # Not the one that the page's sides show: a form changes it first.
    profile = Profile.objects.get(pk=request.user.profile.pk)
    data = request.POST if request.method == "POST" else None
    form = ProfileForm(data, request.FILES or None, instance=profile)
    links, values = LinkFormSet.of(data, profile), FieldValuesForm(data, profile)
    context = {"form": form, "links": links, "values": values}
    if (files := number_of_files(request)) and (limited := over_limit(request, "uploads", files)):
        form.add_error(None, limited.sentence)
        return render(request, "people/edit_profile.html", context, status=429)
    if data is not None and all([form.is_valid(), values.is_valid(), links.is_valid() or not links.is_bound]):
        form.save()
        values.save()
        if links.is_bound:
            links.save()
        messages.success(request, _("Saved. Everybody sees it now."))
        return redirect("people:edit_profile")
    return render(request, "people/edit_profile.html", context, status=422 if form.is_bound else 200)


PROFILE_PARTS = {
    "details": _lazy("Details"),
    "bio": _lazy("Bio"),
    "links": _lazy("Links"),
    "skills": _lazy("Skills"),
    "fields": _lazy("More about you"),
}


@require_http_methods(["GET", "POST"])
def edit_profile_part(request: HtmxRequest, part):
    """One section of one's About page: as a page, and for htmx as the form that takes the section's place.

    After saving, htmx follows the redirect and takes the section from the About page.
    """
    profile = Profile.objects.get(pk=request.user.profile.pk)
    data = request.POST if request.method == "POST" else None
    form = profile_part_form(part, data, profile)
    if form is None:
        raise Http404
    to = address("people:about", request.user.username)
    if form.is_bound and form.is_valid():
        form.save()
        if not request.htmx:
            messages.success(request, _("Saved"))
        return redirect(to)
    context = {"form": form, "part": part, "title": PROFILE_PARTS[part], "back": to, "in_place": bool(request.htmx)}
    template = "people/_profile_part.html" if request.htmx else "people/profile_part.html"
    return render(request, template, context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def privacy(request: HtmxRequest):
    """Who may write to me, whether I show what I have seen, and whom I have blocked."""
    form = PrivacyForm(request.POST or None, instance=Profile.objects.get(pk=request.user.profile.pk))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("people:privacy")
    blocks = paging.after(request.user.blocks.with_rows(), whole_number(request.GET.get("after")) or 0, BLOCKS)
    more = f"?after={blocks.rows[-1].pk}" if blocks.has_newer else ""
    context = {"form": form, "blocks": blocks, "more": more}
    return render(request, "people/privacy.html", context, status=422 if form.is_bound else 200)


@require_safe
def follow_requests(request: HtmxRequest):
    """Who asks to follow oneself, the newest first."""
    waiting = FollowRequest.objects.to_be_answered_by(request.user).newest_first().with_rows()
    page = paging.downwards(waiting, REQUESTS, request.GET.get("before"))
    has_been_at(request, f"requests-{request.user.pk}")
    more = f"?before={page.rows[-1].pk}" if page.has_older else ""
    template = "people/_follow_requests.html" if request.htmx else "people/follow_requests.html"
    return render(request, template, {"page": page, "more": more})


@require_http_methods(["POST", "DELETE"])
@rate_limited("follows")
@creates_missing_rows
def follow_request(request: HtmxRequest, username):
    """What somebody asks of oneself: accepted by a POST; declined by a DELETE, of which they are not told.

    `back=`: the page on which the buttons stand.
    """
    asker, back = somebody_else_or_404(request, username), way_back(request, request.POST.get("back", ""))
    to = back or address("people:follow_requests")
    if asks_to_end(request):
        FollowRequest.objects.end(asker.user, request.user)
        sentence = _("%(name)s does not follow you, and is not told.")
    elif FollowRequest.objects.accept(asker.user, request.user):
        sentence = _("%(name)s follows you now.")
    else:
        sentence = _("%(name)s does not ask any longer.") % {"name": isolate_text(asker.distinct_name)}
        return refused(request, sentence, to=to)
    accepted = not asks_to_end(request)
    there = {"accepted": accepted, "requests": not back}  # how many still ask stands beside their list alone
    return answered(request, asker, sentence % {"name": isolate_text(asker.distinct_name)}, to=to, **there)
