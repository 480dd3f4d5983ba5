from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("posts", "0002_pictures")]

    operations = [
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(fields=["post", "author"], name="comment_by_post_and_author"),
        ),
    ]
