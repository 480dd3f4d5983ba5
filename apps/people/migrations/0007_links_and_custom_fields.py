"""Profiles have several links and fields of the site's own; the one website that they had becomes a link."""

import django.db.models.deletion
from django.db import migrations, models

COPY = """
INSERT INTO people_profilelink (profile_id, position, type, label, url)
SELECT user_id, 0, 'website', '', website FROM people_profile WHERE website <> ''
"""
COPY_BACK = """
UPDATE people_profile SET website = COALESCE((
    SELECT url FROM people_profilelink
    WHERE profile_id = user_id AND type = 'website' AND LENGTH(url) <= 200 ORDER BY position, id LIMIT 1
), '')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_imported_profiles"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProfileField",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(max_length=40, unique=True, verbose_name="label")),
                (
                    "type",
                    models.CharField(
                        choices=[("text", "Text"), ("choice", "Choice"), ("date", "Date"), ("link", "Link")],
                        default="text",
                        max_length=6,
                        verbose_name="type",
                    ),
                ),
                (
                    "choices",
                    models.TextField(
                        blank=True,
                        help_text="One per line; only for the type Choice.",
                        max_length=4000,
                        verbose_name="choices",
                    ),
                ),
                (
                    "is_required",
                    models.BooleanField(
                        default=False,
                        help_text="People are asked for it when they next edit their profile.",
                        verbose_name="required",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="Fields are shown in this order, the lowest first.",
                        verbose_name="position",
                    ),
                ),
            ],
            options={
                "verbose_name": "profile field",
                "verbose_name_plural": "profile fields",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.AddField(
            model_name="profile",
            name="shows_local_time",
            field=models.BooleanField(
                default=True,
                help_text="On your profile, when you have chosen a time zone for notifications.",
                verbose_name="show my local time",
            ),
        ),
        migrations.CreateModel(
            name="ProfileFieldValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.CharField(max_length=400, verbose_name="value")),
                (
                    "field",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="values",
                        to="people.profilefield",
                        verbose_name="field",
                    ),
                ),
                (
                    "profile",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="field_values",
                        to="people.profile",
                        verbose_name="profile",
                    ),
                ),
            ],
            options={
                "verbose_name": "value of a profile field",
                "verbose_name_plural": "values of profile fields",
                "indexes": [models.Index(fields=["field", "value", "profile"], name="profiles_by_value")],
                "constraints": [
                    models.UniqueConstraint(fields=("profile", "field"), name="one_value_of_each_profile_field")
                ],
            },
        ),
        migrations.CreateModel(
            name="ProfileLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("website", "Website"),
                            ("github", "GitHub"),
                            ("mastodon", "Mastodon"),
                            ("linkedin", "LinkedIn"),
                            ("other", "Other"),
                        ],
                        default="website",
                        max_length=8,
                        verbose_name="type",
                    ),
                ),
                ("label", models.CharField(blank=True, max_length=60, verbose_name="label")),
                ("url", models.URLField(max_length=400, verbose_name="URL")),
                (
                    "profile",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="people.profile",
                        verbose_name="profile",
                    ),
                ),
            ],
            options={
                "verbose_name": "link of a profile",
                "verbose_name_plural": "links of profiles",
                "ordering": ["position", "pk"],
                "indexes": [models.Index(fields=["profile", "position"], name="link_of_profile")],
            },
        ),
        migrations.RunSQL(COPY, COPY_BACK),
        migrations.RemoveField("profile", "website"),
    ]
