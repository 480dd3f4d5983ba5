from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from apps.shared import fulltext
from apps.shared.folded_columns import check_table, fold_table, folded_fields
from apps.shared.parameters import whole_number

BAR = 30  # characters


class Command(BaseCommand):
    help = "Compute again what search and sorting use (names, messages, posts, tags), where it is missing or outdated."

    def add_arguments(self, parser):
        parser.add_argument("models", nargs="*", metavar="MODEL", help="only these, like rooms.message")
        parser.add_argument("--check", action="store_true", help="change nothing; end with 1 where something differs")
        parser.add_argument("--missing", action="store_true", help="only rows for which it was never computed")
        parser.add_argument("--after", default="", metavar="MODEL:PK", help="continue, like rooms.message:120000")

    def handle(self, models, check, missing, after, verbosity, **options):
        known = {model._meta.label_lower: model for model in apps.get_models() if folded_fields(model)}
        start, _colon, pk = after.partition(":")
        pk = whole_number(pk)
        if after and (start not in known or pk is None):
            raise CommandError(f"--after takes a model and a number. The models are: {', '.join(known)}.")
        if unknown := set(models) - set(known):
            raise CommandError(f"There is no {', '.join(sorted(unknown))}. The models are: {', '.join(known)}.")
        labels = [label for label in known if label in models or not models]
        if after:
            labels = labels[labels.index(start) :] if start in labels else []
        differing = 0
        for label in labels:
            first = pk if label == start else 0
            if check:
                differing += self.check(label, known[label])
            else:
                self.update(label, known[label], first, missing, verbosity)
        if differing:
            raise CommandError(f"What differs: {differing}. Without --check it is put right.")

    def update(self, label, model, first, missing, verbosity):
        total = 0
        for last, changed in self.with_progress(label, model, fold_table(model, folded_fields(model), first, missing)):
            total += changed
            if verbosity > 1:
                self.stdout.write(f"{label}:{last}")
        self.stdout.write(f"{label}: {total} updated")
        if model in fulltext.indexed_models() and fulltext.repair(model):
            self.stdout.write(f"{label}: the index was built anew")

    def check(self, label, model):
        """How many rows and indexes differ."""
        pks = []
        for _last, off in self.with_progress(label, model, check_table(model, folded_fields(model))):
            pks += off
        if pks:
            listed = ", ".join(map(str, pks[:10])) + (", …" if len(pks) > 10 else "")
            self.stdout.write(f"{label}: {len(pks)} rows differ from their texts: {listed}")
        differs = model in fulltext.indexed_models() and not fulltext.is_sound(model)
        if differs:
            self.stdout.write(f"{label}: the full-text index differs from the table")
        return len(pks) + differs

    def with_progress(self, label, model, portions):
        """The portions; on a terminal a bar shows how far they are, and from where a later run can go on."""
        last = self.stderr.isatty() and model._base_manager.order_by("-pk").values_list("pk", flat=True).first()
        for portion in portions:
            yield portion
            if last:
                done = min(portion[0] / last, 1)
                bar = "#" * round(done * BAR)
                self.stderr.write(f"\r{label} [{bar:<{BAR}}] {done:4.0%} --after {label}:{portion[0]} ", ending="")
        if last:
            self.stderr.write("")
