"""Who can help with a tag: people in order, each with the reasons for it, in a fixed number of queries.

First those who say that they have the skill, by level and then by endorsements; then those who have only made projects
with the tag, by their number; then those who have only written of it in open rooms. Being online decides between
people who are equal otherwise. What the viewer may not see counts for nothing.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

from apps.live import presence
from apps.people.models import Profile, Skill
from apps.projects.models import Collaborator, Project
from apps.rooms.models import Message, Room
from apps.rooms.search import Question, in_all_rooms

MOST_SKILLS = 200  # the best ones; of a tag that more people have, the others are not looked at
MOST_PROJECTS = 300  # the newest
MOST_MESSAGES = 100  # the newest


@dataclass
class Helper:
    """A person and what speaks for them: `skill` and `message` may be None, `projects` are those the viewer sees."""

    profile: Profile
    skill: Skill | None
    projects: list
    message: Message | None
    message_count: int
    is_online: bool

    @property
    def rank(self):
        """For sorting, the best first."""
        level, endorsements = (self.skill.level, self.skill.endorsement_count) if self.skill else (0, 0)
        name = self.profile.sort_name, self.profile.pk
        return (-level, -endorsements, -len(self.projects), -self.message_count, not self.is_online, *name)

    @property
    def teaches(self):
        return self.skill is not None and self.skill.level == Skill.Level.TEACHES


def find_helpers(tag, user, site):
    """A list of `Helper`, the best first; without the viewer, and without those with whom there is a block."""
    skills = {skill.profile_id: skill for skill in best_skills(tag, user, site)}
    projects = projects_of_people(tag, user, site)
    messages, numbers = messages_of_people(tag, user, site)
    people = others(user, site).select_related("user").with_ties_of(user)
    profiles = people.in_bulk({*skills, *projects, *messages})
    online = set(presence.here(profiles).values_list("user", flat=True)) if profiles else set()
    found = [
        Helper(profile, skills.get(pk), projects.get(pk, []), messages.get(pk), numbers[pk], pk in online)
        for pk, profile in profiles.items()
    ]
    return sorted(found, key=lambda helper: helper.rank)


def others(user, site):
    return Profile.objects.visible_to(user, site).not_parted_from(user).exclude(pk=user.pk)


def best_skills(tag, user, site):
    skills = Skill.objects.filter(tag=tag, profile__in=others(user, site).order_by().values("pk"))
    return skills.best_first()[:MOST_SKILLS]


def projects_of_people(tag, user, site):
    """`{pk of a person: [project, …]}` with the tag, the newest first; of owners and of those who work on it."""
    projects = Project.objects.visible_to(user, site).published().filter(taggings__tag=tag).newest_first()
    projects = list(projects.only("pk", "title", "owner", "published_at")[:MOST_PROJECTS])
    collaborators = Collaborator.objects.accepted().filter(project__in=[project.pk for project in projects])
    people = defaultdict(list)
    for project_id, user_id in collaborators.values_list("project", "user"):
        people[project_id].append(user_id)
    found = defaultdict(list)
    for project in projects:
        for pk in {project.owner_id, *people[project.pk]}:
            found[pk].append(project)
    return dict(found)


def messages_of_people(tag, user, site):
    """`({pk of a person: newest message}, {pk: number})` of messages in open rooms that have the tag's words."""
    rooms = Room.objects.visible_to(user, site).filter(kind=Room.Kind.OPEN)
    question = Question.parsed(tag.name)
    if not question.has_terms:
        return {}, Counter()
    readable = Message.objects.filter(room__in=rooms.order_by().values("pk")).defer("search_text")
    messages = in_all_rooms(readable, question).select_related("room")
    messages = messages if messages.query.extra_order_by else messages.order_by("-pk")
    newest, numbers = {}, Counter()
    for message in messages[:MOST_MESSAGES]:
        newest.setdefault(message.author_id, message)
        numbers[message.author_id] += 1
    return newest, numbers
