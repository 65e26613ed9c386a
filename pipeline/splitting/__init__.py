"""Several reports in one file: where each of them begins.

A title alone tells nothing: links, tables of contents, attachments and running heads have one. A
report begins where one is announced if what a report consists of was there before and comes once
more behind it, in the name of another body or another year. In doubt a document stays one.
"""

from gouji.pipeline.splitting.cut import cut_document
from gouji.pipeline.splitting.reports import Break, are_copies, find_breaks

__all__ = ["Break", "are_copies", "cut_document", "find_breaks"]
