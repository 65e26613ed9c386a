"""Synthetic reports with known truth for every cell.

`reports` draws the figures of a report and sets them into the official form with prose around it.
`damage` changes tables, words and text as happens to published reports. `renderings` writes the
page as a file. `drawing` does all of this for one sample, and `build` keeps many samples on disk.
Markers (`reports.marks`) locate every figure in the finished file. `claims`, `contradictions` and
`panels` draw special material: sentences with figures, reports with planted contradictions, and
reports of agencies over several years.
"""
