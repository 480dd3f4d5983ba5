from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from apps.shared.folded_columns import fold_table, folded_fields
from apps.shared.parameters import whole_number


class Command(BaseCommand):
    help = "Compute again what search and sorting use (names, messages, files, tags), where it is missing or outdated."

    def add_arguments(self, parser):
        parser.add_argument("--missing", action="store_true", help="only rows for which it was never computed")
        parser.add_argument("--after", default="", metavar="MODEL:PK", help="continue, like rooms.message:120000")

    def handle(self, missing, after, verbosity, **options):
        models = [model for model in apps.get_models() if folded_fields(model)]
        labels = [model._meta.label_lower for model in models]
        start, _colon, pk = after.partition(":")
        pk = whole_number(pk)
        if after and (start not in labels or pk is None):
            raise CommandError(f"--after takes a model and a number. The models are: {', '.join(labels)}.")
        for model in models[labels.index(start) if after else 0 :]:
            label = model._meta.label_lower
            total = 0
            for last, changed in fold_table(model, folded_fields(model), pk if label == start else 0, missing):
                total += changed
                if verbosity > 1:
                    self.stdout.write(f"{label}:{last}")
            self.stdout.write(f"{label}: {total} updated")
