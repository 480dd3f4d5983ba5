from django.db import migrations
from django.db.models import OuterRef, Subquery


def set_author(apps, schema_editor):
    """Who wrote the answers that are there was not kept: they are taken for the present owner's, as they were shown."""
    Project, Review = (apps.get_model("projects", name) for name in ("Project", "Review"))
    owner = Project.objects.filter(pk=OuterRef("project")).values("owner")[:1]
    Review.objects.filter(answered_at__isnull=False, answered_by=None).update(answered_by=Subquery(owner))


class Migration(migrations.Migration):
    dependencies = [("projects", "0004_answered_by")]

    operations = [migrations.RunPython(set_author, migrations.RunPython.noop)]
