from .attachments import Attachment
from .direct import Silent, Unreachable
from .drafts import NO_DRAFT, Draft, DraftChanged
from .guests import Guest
from .houses import Rests, Shut, Stays
from .memberships import Membership
from .mentions import Mention
from .messages import Message
from .reactions import Reaction
from .removals import Removal, Removed
from .revisions import Revision
from .rooms import Room

__all__ = [
    "NO_DRAFT",
    "Attachment",
    "Draft",
    "DraftChanged",
    "Guest",
    "Membership",
    "Mention",
    "Message",
    "Reaction",
    "Removal",
    "Removed",
    "Rests",
    "Revision",
    "Room",
    "Shut",
    "Silent",
    "Stays",
    "Unreachable",
]
