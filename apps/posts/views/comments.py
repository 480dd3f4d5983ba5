"""Comments under a post or a project, the target."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.shared.http import HtmxRequest, any_of, asks_to_end, plain, refused, visible_or_404
from apps.shared.limits import over_limit
from apps.shared.parameters import whole_number

from ..forms import CommentForm
from ..models import Comment, CommentsOff, Post
from .pages import comment_or_404, gone_is_404, visible, with_people

PAGE = 20
REPLIES = 50
NEWS = 100  # comments that an open page is told of at once
ORDERS = {"oldest": ["pk"], "newest": ["-pk"], "liked": ["-like_count", "pk"]}


def comments_of(request, target, form=None):
    """A page of comments: `?sort=` oldest, newest or liked, `?after=` the last of the page before. `?replies=` is a
    comment whose answers are shown, `?comment=` one that must be among them, `?answer=` one that is answered.
    """
    sort = sort_of(request)
    newest = (
        any_of(target.comments.order_by("-pk").values_list("pk", flat=True)) or 0
    )  # before the others are looked up
    found = target.comments.visible_to(request.user).with_rows(request.user)
    wanted = found.filter(pk=whole_number(request.GET.get("comment")) or 0).first()
    passed = read_cursor(request.GET.get("after"), sort)
    comments = list(after(found.filter(parent=None), sort, passed)[: PAGE + 1])
    rows = comments[:PAGE]
    if wanted and (wanted.parent_id or wanted.pk) not in {row.pk for row in rows}:
        rows.insert(0, found.get(pk=wanted.parent_id) if wanted.parent_id else wanted)
    opened = {whole_number(request.GET.get("replies")), wanted and wanted.parent_id} & {row.pk for row in rows}
    for row in rows:
        row.target, row.shown = target, []
        if row.pk in opened:
            row.shown = list(found.filter(parent=row).order_by("pk")[:REPLIES])
            for reply in row.shown:
                reply.target, reply.parent = target, row
    answered = found.filter(pk=whole_number(request.GET.get("answer")) or 0).first()
    initial = None
    if answered:
        mention = "" if answered.author.is_former else f"@{answered.author.username} "
        initial = {"parent": answered.pk, "body": mention}
    more = f"?sort={sort}&after={cursor(comments[PAGE - 1], sort)}" if len(comments) > PAGE else ""
    form = form or CommentForm(initial=initial)
    context = {"comments": rows, "more": more, "form": form, "answered": answered}
    return {**context, "sort": sort, "sorts": sorts(), "newest": newest}


def comments_since(request, target):
    """What was said after `?newest=`, a comment: under one target, the later one has the higher number."""
    newest = whole_number(request.GET.get("newest"))
    found = target.comments.visible_to(request.user).with_rows(request.user).order_by("pk")
    news = list(found.filter(pk__gt=newest)[:NEWS]) if newest is not None else []
    for comment in news:
        comment.target = target
        comment.reply_count = 0  # its answers are newer than it, and come by themselves: the page may have it already
    return {"news": news, "sort": sort_of(request), "newest": news[-1].pk if news else newest or 0}


def sort_of(request):
    return request.GET.get("sort") if request.GET.get("sort") in ORDERS else "oldest"


def sorts():
    return [("oldest", _("Oldest first")), ("newest", _("Newest first")), ("liked", _("Most liked"))]


def after(comments, sort, passed):
    """Comments in an order; those that follow one, where its cursor is given, as `read_cursor` has it."""
    if passed:
        likes, pk = passed
        if sort == "oldest":
            comments = comments.filter(pk__gt=pk)
        elif sort == "newest":
            comments = comments.filter(pk__lt=pk)
        else:
            comments = comments.filter(like_count__lte=likes).exclude(like_count=likes, pk__lte=pk)
    return comments.order_by(*ORDERS[sort])


def read_cursor(text, sort):
    """`(likes, pk)` of what `cursor` made in this order, without likes in the others; None where it is none."""
    likes, _dot, pk = (text or "").rpartition(".")
    pk, likes = whole_number(pk), whole_number(likes)
    return (likes, pk) if pk and (likes is not None) == (sort == "liked") else None


def cursor(comment, sort):
    return f"{comment.like_count}.{comment.pk}" if sort == "liked" else comment.pk


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_404
def comments(request: HtmxRequest, pk, model=Post):
    """A page of comments, and a new one."""
    target = visible_or_404(request, visible(request, model).with_page(request.user), pk=pk)
    if request.method != "POST":
        if not request.htmx:
            return redirect(target)
        return render(request, "posts/_comments.html", {"target": target, **comments_of(request, target)})
    if not request.user.is_authenticated:
        return visible_or_404(request, model.objects.none())
    form = CommentForm(request.POST)
    if limited := over_limit(request, "comments"):
        form.add_error("body", limited.sentence)
        return plain(limited.sentence, 429) if request.htmx else with_form(request, target, form, 429)
    if not form.is_valid():
        return with_form(request, target, form, 422)
    try:
        said = form.save(target, request.user)
    except Comment.DoesNotExist:
        return without_what_it_answers(request, target, form)
    except CommentsOff:
        return refused(request, _("Comments are turned off."), to=target)
    if not request.htmx:
        return redirect(said.get_absolute_url())
    comment = target.comments.with_rows(request.user).get(pk=said.pk)
    comment.target = target
    context = {"target": target, "comment": comment, "form": CommentForm(), "sort": sort_of(request)}
    return render(request, "posts/_said.html", context)


def without_what_it_answers(request, target, form):
    form.add_error("body", _("The comment you’re replying to was deleted. Your text is kept."))
    return with_form(request, target, form, 409)


def with_form(request, target, form, status):
    """The form with its errors: alone for htmx, in the target's page otherwise."""
    if request.htmx:
        return render(request, "posts/_comment_form.html", {"target": target, "form": form}, status=status)
    return _pages[type(target)](request, target, comments_of(request, target, form), status)


_pages = {}  # how the whole page of a target is rendered, by model


def register_page(model, page):
    """`page(request, target, comments, status)`: the response with a target's page; `comments` is of `comments_of`."""
    _pages[model] = page


def page_of_post(request, post, comments, status=200):
    with_people([post], request.user)
    return render(request, "posts/post.html", {"post": post, "target": post, **comments}, status=status)


register_page(Post, page_of_post)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
@gone_is_404
def comment(request: HtmxRequest, pk):
    """Where it stands, and its end."""
    comment = comment_or_404(request, Comment.objects, pk)
    if request.method in ("GET", "HEAD"):
        return redirect(comment.get_absolute_url())
    if not asks_to_end(request) or not comment.can_be_removed_by(request.user):
        raise Http404
    comment.remove()
    return render(request, "posts/_nothing.html") if request.htmx else redirect(comment.target)
