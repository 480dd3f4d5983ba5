"""What `make run` says before it serves: the address, a sign-in, the admin."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from apps.accounts.models import SiteSettings, User  # noqa: E402

address = f"http://127.0.0.1:{sys.argv[1]}"
site = SiteSettings.current()
if not SiteSettings.has_been_opened():
    print(f"\n  Nobody lives here yet. Open {address} and make the owner's account.\n")
else:
    print(f"\n  {site.name} is at {address}")
    if User.objects.filter(username__in=("mira", "ines"), email__endswith="@alderstreet.example").count() == 2:
        print("  Sign in as ines (or ada, dev, cleo …) with the password courtyard")
        print(f"  Admin: {address}/admin/ as mira, with the same password")
    else:
        print(f"  Admin: {address}/admin/")
    print("  Ctrl-C stops it.\n")
