"""The site as it is, and beside it the yardstick: a bare view that answers a constant page."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "tools.benching.urls"
