from django.utils.translation import gettext as _
from rest_framework import parsers
from rest_framework.exceptions import ParseError
from rest_framework.utils import json


class JSONParser(parsers.JSONParser):
    """DRF's. It refuses what would fail later: text that UTF-8 cannot encode, and objects in objects without end."""

    def parse(self, stream, media_type=None, parser_context=None):
        try:
            found = super().parse(stream, media_type, parser_context)
            json.dumps(found, ensure_ascii=False).encode()
        except RecursionError:
            raise ParseError(_("The JSON is nested too deeply.")) from None
        except UnicodeEncodeError:  # half of a surrogate pair, which I-JSON does not allow (RFC 7493, section 2.1)
            raise ParseError(_("The JSON contains an unpaired surrogate.")) from None
        return found
