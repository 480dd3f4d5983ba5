from .composer import draft, names, preview
from .direct import admission, begin, block, conversation, inbox, seen
from .files import file, files, small_file
from .guests import a_guest, adopt, guest, guests
from .memberships import membership, people, person, read
from .messages import message, messages
from .presence import here, typing
from .public import day, feed, robots, sitemap, text
from .reactions import reactions
from .revisions import earlier, edit
from .rooms import front_door, head, new, personal, room, rooms, short_address, side
from .search import search
from .settings import archive, delete, owner, settings
from .share import share

__all__ = [
    "a_guest",
    "admission",
    "adopt",
    "archive",
    "begin",
    "block",
    "conversation",
    "day",
    "delete",
    "draft",
    "earlier",
    "edit",
    "feed",
    "file",
    "files",
    "front_door",
    "guest",
    "guests",
    "head",
    "here",
    "inbox",
    "membership",
    "message",
    "messages",
    "names",
    "new",
    "owner",
    "people",
    "person",
    "personal",
    "preview",
    "reactions",
    "read",
    "robots",
    "room",
    "rooms",
    "search",
    "seen",
    "settings",
    "share",
    "short_address",
    "side",
    "sitemap",
    "small_file",
    "text",
    "typing",
]
