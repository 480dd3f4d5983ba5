"""What the views of posts have in common."""

from functools import wraps

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import prefetch_related_objects
from django.http import Http404
from django.shortcuts import redirect
from django_htmx.http import HttpResponseClientRedirect

from apps.accounts.models import SiteSettings
from apps.people.models import Profile
from apps.shared.http import visible_or_404
from apps.tags.models import Tag

from ..models import Comment, Post
from ..models.targets import visible_targets
from ..signals import target_opened


def visible(request, model=Post):
    """The targets of a model, posts or projects, that the viewer may see."""
    return visible_targets(model, request.user, SiteSettings.current())


def opened(request, target):
    """Tell other apps that a member has opened the page of a post or a project of someone else."""
    user = request.user
    if user.is_authenticated and not user.is_guest and user.pk != target.author_id:
        target_opened.send(sender=type(target), target=target, user=user)


def own_or_404(request, pk):
    own = Post.objects.filter(author=request.user.pk).select_related("author__profile")
    return visible_or_404(request, own, pk=pk)


def gone_is_404(view):
    """What is deleted in the moment in which somebody presses a button on it is not there, and no failure of ours."""

    @wraps(view)
    def looked_for(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except ObjectDoesNotExist as gone:
            raise Http404 from gone

    return looked_for


def comment_or_404(request, comments, pk):
    """A comment under a target that may be seen: two queries, as SQLite would gather all such posts in one."""
    comment = visible_or_404(request, comments.visible_to(request.user), pk=pk)
    model = comment.target_model
    comment.target = visible_or_404(request, visible(request, model), pk=comment.target_id)
    return comment


def tags(request):
    """The tags, for whoever may see what bears them: that there is a word tells what is talked about here."""
    may_see = request.user.is_authenticated or SiteSettings.current().visitors_read_people
    return Tag.objects.all() if may_see else Tag.objects.none()


def tag_or_404(request, name):
    """The tag that has a name or had it before; of a former name the views of pages redirect."""
    return visible_or_404(request, tags(request).called(name))


def with_people(posts, user):
    """Posts of `with_cards`, each with its photos, one who likes it and what was said last, so that none asks for
    anything by itself; three queries for all of them.
    """
    prefetch_related_objects(posts, "photos")
    with_likers(posts)
    wanted = {pk for post in posts for pk in (post.last_comment, post.last_but_one)} - {None}
    comments = Comment.objects.select_related("author__profile").in_bulk(wanted)
    for post in posts:
        post.last_words = [comments[pk] for pk in (post.last_but_one, post.last_comment) if pk in comments]
    offer_authors(posts, user)
    return posts


def with_likers(targets):
    """Targets of `with_marks`, each with one who likes it and how many others do; one query."""
    likers = Profile.objects.of_users({target.newest_liker for target in targets} - {None})
    for target in targets:
        target.liker = likers.get(target.newest_liker)
        target.other_likes = target.visible_like_count - bool(target.liker)
    return targets


def offer_authors(posts, user):
    """The first post of each whom the viewer does not follow has a button for that; a second would not hear of it."""
    known = {user.pk}
    for post in posts:
        post.offers_its_author = user.is_authenticated and not post.i_follow and post.author_id not in known
        known.add(post.author_id)
        author = post.author.profile
        # Posts that one sees are of nobody whom one has blocked, nor of whoever has yet to answer one's asking.
        author.i_follow, author.i_ask, author.i_block = post.i_follow, False, False


def to(request, *where):
    """On to another page: htmx must not put it into the place of what was swapped."""
    response = redirect(*where)
    return HttpResponseClientRedirect(response.url) if request.htmx else response
