"""Making a post, in a draft, and changing it later: one page for both."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from apps.shared.addresses import address
from apps.shared.http import HtmxRequest, plain
from apps.shared.limits import number_of_files, over_limit
from apps.shared.parameters import whole_number

from ..forms import AlbumForm, photos_of
from ..models import MOST_PHOTOS, Draft, NothingToShow, Photo, Post, TooManyPhotos
from .pages import gone_is_404, own_or_404, to

MOST_DRAFTS = 60  # on a page; what is planned comes first


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HtmxRequest):
    """Photos first: they are kept in a draft, in which nothing is lost any more."""
    context = {
        "drafts": request.user.post_drafts.newest_first().prefetch_related("photos")[:MOST_DRAFTS],
        "most": MOST_PHOTOS,
    }
    if request.method != "POST":
        return render(request, "posts/new.html", context)
    uploads = request.FILES.getlist("photos")
    if uploads and (limited := over_limit(request, "uploads", len(uploads))):
        context["refusals"] = [limited.sentence]
        return plain(limited.sentence, 429) if request.htmx else render(request, "posts/new.html", context, status=429)
    photos, refusals = photos_of(uploads[:MOST_PHOTOS])
    if len(uploads) > MOST_PHOTOS:
        refusals.append(too_many(0))
    if not photos:
        context["refusals"] = refusals or [_("Choose a photo first.")]
        template = "posts/_choose.html" if request.htmx else "posts/new.html"
        return render(request, template, context, status=422)
    draft = Draft.objects.create(author=request.user)
    draft.add_photos(photos)
    for refusal in refusals:
        messages.error(request, refusal)
    return to(request, "posts:draft", draft.key)


@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_404
def draft(request: HtmxRequest, key):
    draft = request.user.post_drafts.filter(key=key).first()
    if draft is None:  # sent twice, perhaps: then it is a post by now
        return to(request, get_object_or_404(Post, author=request.user, client_id=key))
    return editor(request, draft, draft.key, publishes=True)


@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_404
def edit(request: HtmxRequest, pk):
    post = own_or_404(request, pk)
    return editor(request, post, post.pk, publishes=False)


def editor(request, album, key, publishes):
    """The page on which photos are put in order and described. Whatever is asked, what was typed is kept first."""
    if request.method != "POST" and publishes and "discard" in request.GET:
        return render(request, "posts/discard.html", {"draft": album})
    form = AlbumForm(request.POST or None, album)
    refusals, reminds, limited = [], "", None
    if request.method == "POST":
        deed, _dash, photo = request.POST.get("do", "").partition("-")
        if deed == "discard" and publishes:
            return discard(request, form, is_sure=photo == "sure")
        if form.is_valid():
            keep(form)
            files = number_of_files(request)
            if limited := files and over_limit(request, "uploads", files):
                deed = ""
            refusals = change_photos(request, album, deed, whole_number(photo) or 0) + objections(request, form, deed)
            if deed in ("publish", "schedule") and photo != "anyway" and undescribed(album):
                reminds = deed
                refusals.append(reminder(undescribed(album)))
            if limited:
                refusals.append(limited.sentence)
            if not refusals and deed in ("publish", "schedule", "save"):
                return finish(request, form, deed, publishes)
            if deed == "unplan" and publishes:
                album.change(publishes_at=None)
            form = AlbumForm(None, album, planned_for=None if deed == "unplan" else form.planned_for)
    if reminds:
        form.mark_undescribed()
    if limited and request.htmx:
        return plain(limited.sentence, 429)
    context = {"album": album, "form": form, "key": key, "publishes": publishes, "refusals": refusals}
    context["reminds"] = reminds  # what can be done anyway
    wrong = form.is_bound or refusals
    template = "posts/_editor.html" if request.htmx else "posts/editor.html"
    return render(request, template, context, status=429 if limited else 422 if wrong else 200)


def discard(request, form, is_sure):
    """Not by one press: nothing brings the photos back. What was typed is there again where it is called off."""
    draft = form.album
    if is_sure:
        draft.remove()
        messages.success(request, _("Draft deleted"))
        return to(request, "posts:new")
    if form.is_valid():
        keep(form)
    return to(request, f"{address('posts:draft', draft.key)}?discard")


def keep(form):
    form.album.describe_photos(form.descriptions)
    if isinstance(form.album, Draft):
        form.album.change(**form.details)
    else:
        form.album.edit(**form.details)


def change_photos(request, album, deed, photo):
    """What else was asked of the photos; the sentences that say why something was not done."""
    if deed in ("add", "replace"):
        photos, refusals = photos_of(request.FILES.getlist("photos" if deed == "add" else f"photo-{photo}"))
        try:
            if photos and deed == "add":
                album.add_photos(photos)
            elif photos:
                album.replace_photo(photo, photos[0])
        except TooManyPhotos:
            refusals.append(too_many(album.photos.count()))
        except Photo.DoesNotExist:
            refusals.append(_("That photo is gone already."))
        return refusals
    if deed in ("up", "down"):
        album.move_photo(photo, -1 if deed == "up" else 1)
    elif deed == "order":
        album.put_in_order([whole_number(pk) for pk in request.POST.getlist("order")])
    elif deed == "remove" and (not album.keeps_a_photo or album.photos.count() > 1):
        album.remove_photo(photo)
    elif deed == "remove":
        return [_("Keep at least one photo, or put another in its place.")]
    return []


def objections(request, form, deed):
    """What speaks against showing a post now, or later by itself."""
    refusals = []
    if deed == "schedule" and (refusal := form.says_nothing_of_later()):
        refusals.append(refusal)
    return refusals


def finish(request, form, deed, publishes):
    album = form.album
    if not publishes:
        messages.success(request, _("Saved."))
        return to(request, "posts:edit", album.pk) if album.archived_at else to(request, album)
    if deed == "schedule":
        album.change(publishes_at=form.planned_for)
        messages.success(request, _("It shows itself when its time has come. Until then you find it under New photo."))
        return to(request, "posts:new")
    if deed == "save":
        messages.success(request, _("The draft is kept. You find it again under New photo."))
        return to(request, "posts:new")
    try:
        return to(request, album.publish())
    except NothingToShow:
        messages.error(request, _("A post needs a photo."))
        return to(request, "posts:draft", album.key)
    except Draft.DoesNotExist:
        return to(request, get_object_or_404(Post, author=request.user, client_id=album.key))


def undescribed(album):
    return album.photos.filter(description="").count()


def reminder(number):
    return ngettext(
        "%(number)d photo has no alt text. Add it so everyone can enjoy it?",
        "%(number)d photos have no alt text. Add it so everyone can enjoy them?",
        number,
    ) % {"number": number}


def too_many(there):
    if not there:
        return _("You can add up to %(most)d photos; the first ones were added.") % {"most": MOST_PHOTOS}
    return _("You can add up to %(most)d photos. There is room for %(rest)d more.") % {
        "most": MOST_PHOTOS,
        "rest": MOST_PHOTOS - there,
    }
