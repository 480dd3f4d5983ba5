"""A generated community whose members' interests are known, and how many of their likes Discover finds.

Made from one seed. Each of PEOPLE has INTERESTS of TOPICS, some topics being more common than others. They write
posts, most about their interests, over DAYS days; three of four have the topic's tag. They follow others, two of three
times somebody with a common interest. Half of them follow a tag of theirs, half have another one as a skill. They
look at a third of all posts, and like one with a probability that is LIKED where it is about an interest of theirs and
LIKED_ANYWAY where it is not, times how good it is (log-normal); somebody whom they follow is liked twice as often.

One of five of their likes is held out: not stored, not counted, and the post is not seen. The hit rate is how many of
these are among 20 posts that somebody has not seen: drawn by Discover, expected of a uniform sample, or those with
the most likes. Beside it, for whoever tunes the weights: what Discover finds without each part of the weight.
"""

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta

SEED = 16
PEOPLE, POSTS, TOPICS, INTERESTS, DAYS = 150, 3_000, 40, 3, 60
FOLLOWS, LOOKED_AT = 15, 1 / 3
LIKED, LIKED_ANYWAY, QUALITY, BY_FOLLOWED = 0.15, 0.005, 0.5, 2
HELD_OUT, SHOWN, DRAWS = 0.2, 20, 3


class Community:
    """Numbers first, so that it is the same on any database; `store()` makes the rows."""

    def __init__(self, seed=SEED):
        self.chance = random.Random(seed)
        common = [(number + 1) ** -0.5 for number in range(TOPICS)]
        self.interests = [self.some_topics(common) for _person in range(PEOPLE)]
        self.follows = [self.followed_by(person) for person in range(PEOPLE)]
        self.posts = [self.post() for _number in range(POSTS)]
        self.likes, self.held_out, self.seen = [], [], []
        for person in range(PEOPLE):
            self.look_around(person)

    def some_topics(self, common):
        found = set()
        while len(found) < INTERESTS:
            found |= set(self.chance.choices(range(TOPICS), common))
        return sorted(found)

    def followed_by(self, person):
        alike = [other for other in range(PEOPLE) if set(self.interests[other]) & set(self.interests[person])]
        found = set()
        while len(found) < FOLLOWS:
            of = alike if self.chance.random() < 2 / 3 else range(PEOPLE)
            found |= {self.chance.choice(of)} - {person}
        return sorted(found)

    def post(self):
        """`(author, topic, has the tag, how good)`."""
        author = self.chance.randrange(PEOPLE)
        own = self.chance.random() < 0.8
        topic = self.chance.choice(self.interests[author]) if own else self.chance.randrange(TOPICS)
        return author, topic, self.chance.random() < 0.75, self.chance.lognormvariate(0, QUALITY)

    def look_around(self, person):
        interests, follows, likes, seen = set(self.interests[person]), set(self.follows[person]), set(), set()
        for number, (author, topic, _tagged, quality) in enumerate(self.posts):
            likely = (
                (LIKED if topic in interests else LIKED_ANYWAY) * quality * (BY_FOLLOWED if author in follows else 1)
            )
            if author == person:
                continue
            if self.chance.random() < likely:
                likes.add(number)
            elif self.chance.random() < LOOKED_AT:
                seen.add(number)
        held_out = {number for number in sorted(likes) if self.chance.random() < HELD_OUT}
        self.likes.append(likes - held_out)
        self.held_out.append(held_out)
        self.seen.append(seen | likes - held_out)

    def store(self):
        """`(users, posts, tags)` in the same order."""
        from django.utils import timezone

        from apps.accounts.models import User
        from apps.people.models import Follow
        from apps.posts.models import Like, Post, Tagging
        from apps.search.models import Seen
        from apps.tags.models import Tag, TagFollow

        joined = timezone.now() - timedelta(days=365)
        names = [f"planted{number}" for number in range(PEOPLE)]
        users = User.objects.bulk_create(
            User(username=name, email=f"{name}@courtyard.example", date_joined=joined) for name in names
        )
        tags = Tag.objects.bulk_create(Tag(name=f"topic{number}") for number in range(TOPICS))
        counts = Counter(number for likes in self.likes for number in likes)
        step = timedelta(days=DAYS) / POSTS
        posts = Post.objects.bulk_create(
            Post(
                author=users[author],
                body=f"Post {number}",
                published_at=timezone.now() - step * (POSTS - number),
                like_count=counts[number],
            )
            for number, (author, _topic, _tagged, _quality) in enumerate(self.posts)
        )
        Tagging.objects.bulk_create(
            Tagging(post=posts[number], tag=tags[topic])
            for number, (_author, topic, tagged, _quality) in enumerate(self.posts)
            if tagged
        )
        for person, user in enumerate(users):
            Follow.objects.bulk_create(Follow(follower=user, followed=users[other]) for other in self.follows[person])
            first, second, *_others = self.interests[person]
            if self.chance.random() < 0.5:
                TagFollow.objects.create(user=user, tag=tags[first])
            if self.chance.random() < 0.5:
                user.profile.set_skills([tags[second].name])
            for model, numbers in ((Like, self.likes[person]), (Seen, self.seen[person])):
                model.objects.bulk_create(model(user=user, post=posts[number]) for number in sorted(numbers))
        return users, posts

    def unseen(self, person):
        return [
            number
            for number, (author, *_rest) in enumerate(self.posts)
            if author != person and number not in self.seen[person]
        ]


def measured(seed=SEED):
    from apps.accounts.models import SiteSettings
    from apps.search.candidates import find_candidates

    community, site = Community(seed), SiteSettings.current()
    users, posts = community.store()
    counts = Counter(number for likes in community.likes for number in likes)
    numbers = {post.pk: number for number, post in enumerate(posts)}
    hits = Counter()
    for person, user in enumerate(users):
        wanted, unseen = community.held_out[person], community.unseen(person)
        hits["uniform"] += SHOWN * len(wanted) / len(unseen)
        popular = sorted(unseen, key=lambda number: (-counts[number], -number))[:SHOWN]
        hits["popularity alone"] += len(wanted.intersection(popular))
        for number in range(DRAWS):
            seed = f"draw {number} {person}"
            found = find_candidates(user, site, seed)
            for what, candidates in ways(found):
                drawn = {numbers[pk] for pk in first(candidates, seed)}
                hits[what] += len(wanted & drawn) / DRAWS
    held_out = sum(map(len, community.held_out))
    sizes = {
        "people": PEOPLE,
        "posts": POSTS,
        "likes": held_out + sum(map(len, community.likes)),
        "held_out": held_out,
    }
    return {"rates": {what: number / held_out for what, number in hits.items()}, "sizes": sizes}


def ways(candidates):
    """As it is, and without each part of the weight."""
    yield "Discover", candidates
    for part in ("tags", "people", "popularity", "recency"):
        yield f"without {part}", [replace(one, parts={**one.parts, part: 0}) for one in candidates]


def first(candidates, seed):
    from apps.search.candidates import draw

    return [candidate.pk for _key, candidate in draw(candidates, seed, SHOWN)]
