"""What the addresses in a web page refer to: data in the address itself, or files beside the page.

Nothing is fetched.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Mapping
from urllib.parse import unquote, unquote_to_bytes

# Files by the addresses under which a page refers to them, as `to_address` writes these.
Files = Mapping[str, bytes]

_DATA = re.compile(r"\s*data:([\w/.+-]*)((?:;[\w=.+-]*)*),", re.IGNORECASE)


def to_address(source: str) -> str:
    """The address in an attribute without query, fragment and escapes."""
    return unquote(source.strip().partition("#")[0].partition("?")[0])


def find_file(source: str, files: Files, kind: str) -> bytes | None:
    """The content at an address that is at hand. `kind` is the begin of the media type that data
    in the address must have."""
    match = _DATA.match(source)
    if not match:
        return files.get(to_address(source))
    if not match[1].lower().startswith(kind) or match[1].lower().startswith("image/svg"):
        return None
    content = source[match.end() :]
    if "base64" not in match[2].lower():
        return unquote_to_bytes(content)
    try:
        return b64decode(unquote(content))
    except (Base64Error, ValueError):
        return content.encode()  # the file is damaged
