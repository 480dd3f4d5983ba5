from django import template

from apps.shared.addresses import address

register = template.Library()


@register.simple_tag
def target_address(target, noun):
    """Of what belongs to a post or a project: `{% target_address target "likes" %}` is `/posts/7/likes/`."""
    return address(f"{target._meta.app_label}:{noun}", target.pk)


@register.simple_tag
def photo_sizes(photo, shape, width, whole=False):
    """`sizes` of a photo in a frame of this shape, which is `width` wide on a wide screen.

    Where the frame cuts its sides off, the photo is wider than the frame, and a browser must choose for that width.
    Where it is shown whole, a tall one is narrower.
    """
    times = photo.width / photo.height * shape[1] / shape[0]
    times = min(1, times) if whole else max(1, times)
    if 0.99 < times < 1.01:
        return f"(width >= 50rem) {width}, 100vw"
    return f"(width >= 50rem) calc({times:.2f} * {width}), {100 * times:.0f}vw"
