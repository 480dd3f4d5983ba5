"""What someone is interested in, as far as it can be told from what they do here: tags and people, from 0 to 1.

Of everything the newest few are looked at, so that it costs the same whatever someone has liked and whom they follow.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from math import exp

from apps.people.models import Follow, Skill
from apps.posts.models import Like, Post, Save, Tagging
from apps.projects.models import Project, ProjectTag
from apps.tags.models import TagFollow

from .models import NotInterested

LIKES, SAVES, OWN, TAGS, FOLLOWS, FOLLOWERS = 100, 50, 50, 100, 100, 50  # the newest of each
SECOND_DEGREE = 3_000  # follows by those whom someone follows, or who follow them

# How much one of each says for a tag, and for a person.
FOLLOWED_TAG, SKILL, WRITTEN, SAVED, LIKED = 1.2, 0.6, 0.3, 0.25, 0.2
FOLLOWED_BY_FOLLOWED, FOLLOWED_BY_FOLLOWERS, LIKED_BEFORE = 0.3, 0.15, 0.3


@dataclass
class Interests:
    """`tags`: `{pk: (affinity, kind)}`, the kind is what speaks most for it: follow, skill, written, saved or liked.

    `followed`: the numbers of people whom someone follows. `common`: those of them who follow a person, by that
    person's number. `close` and `liked`: the affinity to a person for who follows them, and for the likes they had
    before.
    """

    tags: dict = field(default_factory=dict)
    followed: list = field(default_factory=list)
    common: dict = field(default_factory=dict)
    close: dict = field(default_factory=dict)
    liked: dict = field(default_factory=dict)

    @classmethod
    def of(cls, user):
        """Of a visitor or a guest nothing is known."""
        if not user.is_authenticated or user.is_guest:
            return cls()
        likes, saves = newest_marks(Like, user, LIKES), newest_marks(Save, user, SAVES)
        liked = Counter(author for _noun, _pk, author in likes if author != user.pk)
        followed, common, close = people_near(user)
        return cls(
            tags=tags_of(user, likes, saves),
            followed=followed,
            common=common,
            close=close,
            liked={pk: saturated(LIKED_BEFORE * number) for pk, number in liked.items()},
        )

    def best_tags(self, number):
        return sorted(self.tags, key=lambda pk: (-self.tags[pk][0], pk))[:number]

    def best_people(self, number):
        """Those who are close or have been liked; the best first."""
        affinity = {pk: together(self.close.get(pk, 0), self.liked.get(pk, 0)) for pk in {*self.close, *self.liked}}
        return sorted(affinity, key=lambda pk: (-affinity[pk], pk))[:number]


def saturated(score):
    """From any number of hints to an affinity between 0 and 1."""
    return 1 - exp(-score)


def together(*affinities):
    """Of several affinities: as if each were the probability of an independent reason."""
    left = 1
    for affinity in affinities:
        left *= 1 - affinity
    return 1 - left


def newest_marks(model, user, number):
    """`[("post" or "project", pk, author's pk)]`, the newest first."""
    marks = model.objects.filter(user=user).order_by("-pk")
    found = marks.values_list("post", "project", "post__author", "project__owner")[:number]
    return [("post", post, author) if post else ("project", project, owner) for post, project, author, owner in found]


def tags_of(user, likes, saves):
    """`{pk: (affinity, kind)}`; not those that the person is not interested in."""
    hints = defaultdict(Counter)  # by tag, of each kind
    followed = TagFollow.objects.filter(user=user).order_by("-pk").values_list("tag", flat=True)[:TAGS]
    hints_of_kind(hints, "follow", dict.fromkeys(followed, FOLLOWED_TAG))
    skills = Skill.objects.filter(profile=user.pk).values_list("tag", flat=True)[:TAGS]
    hints_of_kind(hints, "skill", dict.fromkeys(skills, SKILL))
    posts, projects = defaultdict(Counter), defaultdict(Counter)
    for kind, score, marks in (("saved", SAVED, saves), ("liked", LIKED, likes)):
        for noun, pk, _author in marks:
            (posts if noun == "post" else projects)[pk][kind] = score
    for pk in Post.objects.filter(author=user, archived_at=None).newest_first().values_list("pk", flat=True)[:OWN]:
        posts[pk] = Counter(written=WRITTEN)
    own = Project.objects.filter(owner=user).published().newest_first().values_list("pk", flat=True)[:OWN]
    for pk in own:
        projects[pk] = Counter(written=WRITTEN)
    for tag, post in Tagging.objects.filter(post__in=list(posts)).values_list("tag", "post"):
        hints[tag].update(posts[post])
    for tag, project in ProjectTag.objects.filter(project__in=list(projects)).values_list("tag", "project"):
        hints[tag].update(projects[project])
    for tag in NotInterested.objects.filter(user=user).exclude(tag=None).values_list("tag", flat=True):
        hints.pop(tag, None)
    return {tag: (saturated(kinds.total()), kinds.most_common(1)[0][0]) for tag, kinds in hints.items()}


def hints_of_kind(hints, kind, scores):
    for tag, score in scores.items():
        hints[tag][kind] += score


def people_near(user):
    """`(followed, common, close)` as in `Interests`."""
    active = Follow.objects.filter(followed__is_active=True, follower__is_active=True).order_by("-pk")
    followed = list(active.filter(follower=user).values_list("followed", flat=True)[:FOLLOWS])
    followers = list(active.filter(followed=user).values_list("follower", flat=True)[:FOLLOWERS])
    known = {*followed, user.pk}
    mine = set(followed)
    common, scores = defaultdict(list), Counter()
    rows = Follow.objects.filter(follower__in=sorted(mine.union(followers))).values_list("follower", "followed")
    for follower, person in rows[:SECOND_DEGREE]:
        if person in known:
            continue
        if follower in mine:
            common[person].append(follower)
            scores[person] += FOLLOWED_BY_FOLLOWED
        else:
            scores[person] += FOLLOWED_BY_FOLLOWERS
    return followed, dict(common), {person: saturated(score) for person, score in scores.items()}
