"""Agency ids: one id for all spellings of a name, different ids for different bodies.

Spellings differ in full or half width, white space, traditional characters, and in 县政府 for
县人民政府, the everyday word for the same body. A government and its general office (县人民政府,
县人民政府办公室) are different: both publish reports, about different things. A second name in
brackets, an abbreviation (发改委) or a name after a reform may belong to the same body or not; one
report does not tell. Users who know can give the agency in a file.
"""

from __future__ import annotations

import re

from gouji.pipeline.language.normalise import squeeze

# The everyday word for 人民政府, as the end of a name or in front of its office.
_EVERYDAY_GOVERNMENT = re.compile(r"(?<=[省市县区旗州镇乡])政府(?=$|办公[室厅]|\()")
# Punctuation around a name.
_SURROUNDING_MARKS = re.compile(r"^[^\w(《“]+|[^\w)》”]+$")


def find_agency_id(agency: str | None, region: str | None = None) -> str | None:
    """Return the id of the body named `agency`, None for an empty name.

    `region` is a code of the administrative division. It distinguishes bodies of the same name:
    there are four named 鼓楼区人民政府.
    """
    name = _SURROUNDING_MARKS.sub("", squeeze(agency or ""))
    if not name:
        return None
    name = _EVERYDAY_GOVERNMENT.sub("人民政府", name)
    code = squeeze(region or "")
    return f"{code}:{name}" if code else name
