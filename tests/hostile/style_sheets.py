"""Style sheets that are made to take time or memory, or to break the reader of style sheets."""

from __future__ import annotations

from collections.abc import Iterator

from .hostile_file import PAGE, HostileFile, hostile

_KINDS = ("ok", "not_a_report", "too_large")


def _write(css: str, body: str = "") -> str:
    return PAGE.replace("</head>", f"<style>{css}</style></head>").replace(
        "</body>", body + "</body>"
    )


def many_rules() -> Iterator[HostileFile]:
    yield hostile("megabytes.html", _write(".a{display:none}" * 300_000), "too_large")
    rules = "".join(f".a{number} .b{{display:none}}" for number in range(9000))
    yield hostile("tests.html", _write(rules, "<i class=b>1</i>" * 3000), *_KINDS, is_heavy=True)
    imports = "".join(f'@import "data:text/css,.b{n}%7Bcolor:red%7D";' for n in range(2000))
    yield hostile("imports.html", _write(imports), *_KINDS)


def slow_selectors() -> Iterator[HostileFile]:
    for name, selector in (
        ("has", "*:has(* b)"),
        ("siblings", "i ~ i ~ i"),
        ("type", "i:nth-last-of-type(2n+1)"),
    ):
        page = _write(f"{selector}{{display:none}}", "<i>1</i>" * 8000)
        yield hostile(f"{name}.html", page, "too_large")
    deep = "<div>" * 1500 + "<b class=x>1</b>" * 500
    yield hostile("depth.html", _write("div div div .x{display:none}", deep), *_KINDS)


def nested() -> Iterator[HostileFile]:
    yield hostile("braces.html", _write("a{" * 30_000), *_KINDS)
    yield hostile(
        "is.html", _write(":is(" * 3000 + "a" + ")" * 3000 + "{display:none}"), "too_large"
    )
    sums = "calc(" + "(" * 900 + "1px" + ")" * 900 + ")"
    yield hostile("sums.html", _write(f"td{{font-size:{sums}}}"), "too_large", "ok")
    media = "@media " + "(" * 600 + "width" + ")" * 600
    yield hostile("media.html", _write(media + "{td{display:none}}"), "too_large", "ok")
    frame = "<p>1</p>"
    for _ in range(7):
        frame = (
            '<iframe srcdoc="' + frame.replace("&", "&amp;").replace('"', "&quot;") + '"></iframe>'
        )
    yield hostile("frames.html", _write("", frame), *_KINDS)


def variables() -> Iterator[HostileFile]:
    bomb = "".join(f"--v{n}:" + f"var(--v{n + 1})" * 40 + ";" for n in range(30))
    yield hostile("bomb.html", _write(f":root{{{bomb}--v30:x}}td{{color:var(--v0)}}"), "ok")
    cycle = ":root{--a:var(--b);--b:var(--a)}td{display:var(--a)}"
    yield hostile("cycle.html", _write(cycle), "ok")


def odd_characters() -> Iterator[HostileFile]:
    yield hostile("escapes.html", _write('td::after{content:"\\0 \\d800 \\110000 \\1 "}'), *_KINDS)
    yield hostile("open.html", _write('td::after{content:"' + "9" * 100_000), *_KINDS)
    lists = "<ol style='list-style-type:\"\\1 \\d800\"'><li>1</ol><ol start=-99999999999><li>1</ol>"
    yield hostile("lists.html", _write("", lists), *_KINDS)


FAMILIES = (many_rules, slow_selectors, nested, variables, odd_characters)
