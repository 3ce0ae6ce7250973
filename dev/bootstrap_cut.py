"""Cut Bootstrap's stylesheet down to what our pages stand on.

We keep the whole reboot, the grid and everyday utilities up to the width `lg`. Buttons,
forms, tables and the rest are our own (static/css), so Bootstrap's are left out: what
arrives is a third of the whole file and holds no data: images.
"""

import re
from collections.abc import Iterator

SIZE = r"(sm|md|lg)-"
GRID = re.compile(rf"container|row|col(-({SIZE})?(\d+|auto))?|col-(sm|md|lg)|g[xy]?-\d")
UTILITIES = re.compile(
    rf"d-({SIZE})?(none|block|flex|grid|inline|inline-block|inline-flex)|d-print-(none|block)"
    rf"|flex-({SIZE})?(row|column|wrap|nowrap|fill|grow-1|shrink-0)"
    rf"|justify-content-({SIZE})?(start|end|center|between)"
    rf"|align-items-({SIZE})?(start|end|center|baseline)|align-self-(start|end|center)"
    rf"|gap-({SIZE})?\d|[mp][tbsexy]?-({SIZE})?(\d|auto)|text-(start|end|center|nowrap|break)"
    r"|fw-(normal|semibold|bold)|w-(100|auto)|mw-100|h-100|align-(middle|top|baseline)"
    r"|visually-hidden(-focusable)?|clearfix|invisible|lh-sm|order-(first|last)"
)


def rules(sheet: str) -> Iterator[tuple[str, str]]:
    """The top-level rules of a minified stylesheet: what stands before { and inside { }."""
    depth, start, head = 0, 0, ""
    for place, char in enumerate(sheet):
        if char == "{":
            depth += 1
            if depth == 1:
                head, start = sheet[start:place], place + 1
        elif char == "}":
            depth -= 1
            if depth == 0:
                yield head, sheet[start:place]
                start = place + 1


def wanted(selectors: str, keep: re.Pattern[str]) -> str:
    """Those of the comma-separated selectors whose every class we keep."""
    chosen = []
    for selector in re.split(r",(?![^(]*\))", selectors):
        classes = re.findall(r"\.([a-zA-Z][\w-]*)", selector)
        if classes and all(keep.fullmatch(name) for name in classes):
            chosen.append(selector)
    return ",".join(chosen)


def cut(sheet: str, keep: re.Pattern[str]) -> str:
    kept = []
    for head, body in rules(re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)):
        if head.startswith("@media"):
            inner = cut(body, keep)
            kept.append(f"{head}{{{inner}}}" if inner else "")
        elif not head.startswith("@") and (selectors := wanted(head, keep)):
            kept.append(f"{selectors}{{{body}}}")
    return "\n".join(filter(None, kept))


def without_unused_variables(sheet: str) -> str:
    """Drop the variables that nothing left in the sheet reads: all of Bootstrap's palette."""
    used = set(re.findall(r"var\((--bs-[\w-]+)", sheet))
    return re.sub(
        r"(--bs-[\w-]+):[^;{}]*(;|(?=}))",
        lambda found: found.group() if found.group(1) in used else "",
        sheet,
    )


def cut_bootstrap(reboot: str, grid: str, utilities: str) -> str:
    whole = "\n".join([reboot, cut(grid, GRID), cut(utilities, UTILITIES)])
    once = without_unused_variables(whole)
    return without_unused_variables(once)
