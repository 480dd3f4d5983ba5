"""The tags of the demo community: counted, and a few described."""

from apps.tags.models import Tag

from . import counts

DESCRIPTIONS = {
    "welding": "Joining steel with heat: MIG, TIG and brazing. The welder is in the garage.",
    "ceramics": "Clay, wheels and kilns. The studio is open on weekday evenings.",
    "joinery": "Wood that holds without screws. Hand tools are on the wall, the planer needs an introduction.",
    "letterpress": "Metal type, ink and patience. The press is in the print shop.",
    "bicycles": "Repairs on Tuesdays; bring the bicycle and the time to learn.",
}


def community(password):
    for name, description in DESCRIPTIONS.items():
        Tag.objects.filter(name=name).update(description=description)
    counts.refresh.call()
