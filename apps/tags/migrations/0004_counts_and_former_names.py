import django.db.models.deletion
from django.db import migrations, models

import apps.tags.models


class Migration(migrations.Migration):
    dependencies = [
        ("tags", "0003_fold_names"),
    ]

    operations = [
        migrations.CreateModel(
            name="FormerTag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        max_length=40, unique=True, validators=[apps.tags.models.check_tag_name], verbose_name="name"
                    ),
                ),
            ],
            options={
                "verbose_name": "former name of a tag",
                "verbose_name_plural": "former names of tags",
                "ordering": ["name"],
            },
        ),
        migrations.AddField(
            model_name="tag",
            name="description",
            field=models.CharField(
                blank=True,
                help_text="One or two sentences for the tag’s page.",
                max_length=240,
                verbose_name="description",
            ),
        ),
        migrations.AddField(
            model_name="tag",
            name="person_count",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="people"),
        ),
        migrations.AddField(
            model_name="tag",
            name="post_count",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="posts"),
        ),
        migrations.AddField(
            model_name="tag",
            name="project_count",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="projects"),
        ),
        migrations.AddField(
            model_name="tag",
            name="room_count",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="rooms"),
        ),
        migrations.AddField(
            model_name="tag",
            name="use_count",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="uses"),
        ),
        migrations.AddIndex(
            model_name="tag",
            index=models.Index(fields=["-use_count", "-id"], name="tag_by_uses"),
        ),
        migrations.AddIndex(
            model_name="tag",
            index=models.Index(fields=["-person_count", "-id"], name="tag_by_people"),
        ),
        migrations.AddIndex(
            model_name="tag",
            index=models.Index(fields=["-project_count", "-id"], name="tag_by_projects"),
        ),
        migrations.AddIndex(
            model_name="tag",
            index=models.Index(fields=["-post_count", "-id"], name="tag_by_posts"),
        ),
        migrations.AddField(
            model_name="formertag",
            name="tag",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="former_names",
                to="tags.tag",
                verbose_name="tag",
            ),
        ),
    ]
