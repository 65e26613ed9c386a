"""One agency, one id: spellings of a name brought together, different bodies kept apart.

What counts as a spelling: full and half width, white space, traditional characters, and 县政府
for 县人民政府, which is the everyday word for the same body. What does not: a government and its
general office (县人民政府, 县人民政府办公室) publish reports of their own, about different things;
a second name in brackets, an abbreviation (发改委) or a name after a reform may or may not be the
same body, and nothing in one report tells. Who knows says so, with the name to go by.
"""

from __future__ import annotations

import re

from gouji.pipeline.language.normalise import squeeze

_EVERYDAY = re.compile(r"(?<=[省市县区旗州镇乡])政府(?=$|办公[室厅]|\()")
_EDGE = re.compile(r"^[^\w(《“]+|[^\w)》”]+$")


def find_agency_id(agency: str | None, region: str | None = None) -> str | None:
    """The id of the body that `agency` names; None where no name is known.

    `region` is a code of the administrative division. It keeps apart what only the place tells
    apart: 鼓楼区人民政府 is the name of four bodies.
    """
    name = _EDGE.sub("", squeeze(agency or ""))
    if not name:
        return None
    name = _EVERYDAY.sub("人民政府", name)
    code = squeeze(region or "")
    return f"{code}:{name}" if code else name
