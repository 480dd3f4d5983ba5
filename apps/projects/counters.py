"""What projects say of their reviews and skills of their endorsements, counted again; hidden ones do not count."""

from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from apps.people.models import Skill
from apps.shared.counters import sentence

from .models import Endorsement, Review


def number_of_reviews(*conditions):
    reviews = Review.objects.filter(*conditions, project=OuterRef("pk"), hidden_at=None).order_by().values("project")
    return Coalesce(Subquery(reviews.annotate(number=Count("pk")).values("number")), 0)


REVIEWS = {"review_count": number_of_reviews(), "positive_count": number_of_reviews(Q(is_positive=True))}


def number_of_endorsements():
    endorsements = Endorsement.objects.filter(skill=OuterRef("pk"), hidden_at=None).order_by().values("skill")
    return Coalesce(Subquery(endorsements.annotate(number=Count("pk")).values("number")), 0)


def all_endorsements(mend):
    """For `manage.py recount`."""
    real = number_of_endorsements()
    off = Skill.objects.annotate(real=real).exclude(endorsement_count=F("real")).order_by("pk")
    for pk, was, number in off.values_list("pk", "endorsement_count", "real"):
        if mend:
            with transaction.atomic():
                held = Skill.objects.select_for_update(no_key=True).filter(pk=pk)
                list(held.values_list("pk"))
                Skill.objects.filter(pk=pk).update(endorsement_count=real)
        yield sentence(f"skill {pk}", {"endorsement_count": (was, number)})
