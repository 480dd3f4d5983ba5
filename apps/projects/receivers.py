from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from apps.accounts.former_usernames import renew_links
from apps.accounts.signals import username_changed
from apps.people.models import Skill
from apps.people.signals import people_parted
from apps.posts import broadcasts
from apps.tags.signals import rows_merged, tag_changed

from .counters import number_of_endorsements
from .models import Collaborator, Endorsement, Project, ProjectTag, Review


@receiver(people_parted)
def blocked_people_no_longer_collaborate(sender, people, **kwargs):
    """Neither of the two finds the other's projects any longer, so they could not leave them either.

    The block has the turn, as everyone who changes collaborators. It has changed notifications already, so it does not
    wait for a project that someone else holds.
    """
    for owner, other in (people, reversed(people)):
        ended = Collaborator.objects.filter(user=other, project__owner=owner).select_related("project")
        for collaborator in ended:
            collaborator.delete()
            broadcasts.target_changed(collaborator.project)


@receiver(people_parted)
def blocked_people_endorse_each_other_no_longer(sender, people, **kwargs):
    for one, other in (people, reversed(people)):
        Endorsement.objects.filter(endorser=one, skill__profile=other.pk).withdraw()


@receiver(rows_merged, sender=Skill)
def endorsements_of_two_skills_that_became_one_are_counted(sender, kept, **kwargs):
    Skill.objects.filter(pk=kept.pk).update(endorsement_count=number_of_endorsements())


@receiver(username_changed)
def mentions_in_projects_lead_to_the_new_name(sender, user, **kwargs):
    """Reviews keep no mentions beside them, so all are looked through; a rename is rare."""
    mentioned = user.post_mentions.filter(comment=None).exclude(project=None).values("project")
    own = Q(owner=user) | Q(pk__in=Collaborator.objects.filter(user=user).values("project"))
    renew_links(Project.objects.filter(own | Q(pk__in=mentioned)), user)
    renew_links(Review.objects.all(), user, fields=("body_html", "answer_html"))


@receiver([post_save, post_delete], sender=ProjectTag)
def projects_are_found_by_their_tags(sender, instance, **kwargs):
    Project.objects.filter(pk=instance.project_id).refold()


@receiver(tag_changed)
def projects_are_found_by_the_new_name_of_a_tag(sender, tag, **kwargs):
    Project.objects.filter(taggings__tag=tag).refold()
