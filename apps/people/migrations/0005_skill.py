"""A skill has a level, a description and a position; the skills that people have are kept."""

import django.db.models.deletion
from django.db import migrations, models

COPY = """
INSERT INTO people_skill (profile_id, tag_id, level, description, position, endorsement_count)
SELECT profile_id, tag_id, 2, '', ROW_NUMBER() OVER (PARTITION BY profile_id ORDER BY tags_tag.name) - 1, 0
FROM people_profile_skills JOIN tags_tag ON tags_tag.id = tag_id
"""
COPY_BACK = "INSERT INTO people_profile_skills (profile_id, tag_id) SELECT profile_id, tag_id FROM people_skill"


class Migration(migrations.Migration):
    dependencies = [("people", "0004_namesakes"), ("tags", "0003_fold_names")]

    operations = [
        migrations.CreateModel(
            "Skill",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "profile",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="skill_rows",
                        to="people.profile",
                        verbose_name="profile",
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="skills",
                        to="tags.tag",
                        verbose_name="tag",
                    ),
                ),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Learning"), (2, "Able"), (3, "Teaches")], default=2, verbose_name="level"
                    ),
                ),
                ("description", models.CharField(blank=True, max_length=120, verbose_name="description")),
                ("position", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="position")),
                (
                    "endorsement_count",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="endorsements"),
                ),
            ],
            {
                "verbose_name": "skill",
                "verbose_name_plural": "skills",
                "ordering": ["position", "pk"],
                "indexes": [
                    models.Index(fields=["tag", "-level", "-endorsement_count", "profile"], name="skill_by_tag")
                ],
                "constraints": [models.UniqueConstraint(fields=("profile", "tag"), name="a_profile_has_a_skill_once")],
            },
        ),
        migrations.RunSQL(COPY, COPY_BACK),
        migrations.RemoveField("profile", "skills"),
        migrations.AddField(
            "profile",
            "skills",
            models.ManyToManyField(
                blank=True, related_name="people", through="people.Skill", to="tags.tag", verbose_name="skills"
            ),
        ),
    ]
