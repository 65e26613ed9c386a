"""The medium of a file by its suffix, as `reports.media` names it."""

from __future__ import annotations

# A file whose first bytes show another type is read as that type.
MEDIA_BY_SUFFIX: dict[str, str] = {
    **dict.fromkeys((".html", ".htm", ".shtml", ".xhtml", ".mht", ".mhtml"), "html"),
    **dict.fromkeys((".txt", ".text", ".tsv"), "text"),
    **dict.fromkeys((".md", ".markdown"), "markdown"),
    ".pdf": "pdf",
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".jpe", ".tif", ".tiff", ".webp", ".bmp"), "image"),
    **dict.fromkeys((".docx", ".docm", ".dotx", ".dotm"), "docx"),
    **dict.fromkeys((".xlsx", ".xlsm", ".xltx", ".xltm"), "xlsx"),
    **dict.fromkeys((".doc", ".dot", ".wps", ".rtf"), "doc"),
    **dict.fromkeys((".xls", ".et"), "xls"),
}
# The suffix of JSON, which many programs write. In folders and archives such a file is read where
# its name or its first bytes show a converted document.
JSON_SUFFIX = ".json"
