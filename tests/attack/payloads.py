"""Forty pieces of text that once ran as script somewhere. Each begins with the mark, by which it is
found again on a page, and calls a trap when it runs."""

from __future__ import annotations

MARK = "pwn13"
TRAP = "alert(13)"

PAYLOADS = tuple(
    MARK + text.replace("TRAP", TRAP)
    for text in (
        "<script>TRAP</script>",
        "<img src=x onerror=TRAP>",
        '"><svg/onload=TRAP>',
        "'><script>TRAP</script>",
        '" autofocus onfocus=TRAP x="',
        "' onmouseover=TRAP x='",
        "</title><script>TRAP</script>",
        "</textarea><script>TRAP</script>",
        "</script><script>TRAP</script>",
        "--><script>TRAP</script>",
        "]]><script>TRAP</script>",
        "<iframe srcdoc='<script>TRAP</script>'>",
        "<details open ontoggle=TRAP>",
        "<body onload=TRAP>",
        "<svg><script>TRAP</script></svg>",
        "<svg><animate onbegin=TRAP attributeName=x>",
        "<math><mtext></mtext><script>TRAP</script>",
        "<a href=javascript:TRAP>x</a>",
        "<a href='java\tscript:TRAP'>x</a>",
        "<form action=javascript:TRAP><button>x",
        "<input onfocus=TRAP autofocus>",
        "<video><source onerror=TRAP>",
        "<marquee onstart=TRAP>",
        "<link rel=stylesheet href=//127.0.0.2/x>",
        "<meta http-equiv=refresh content=0;url=//127.0.0.2>",
        "<base href=//127.0.0.2/>",
        "<object data=javascript:TRAP>",
        "<embed src=//127.0.0.2/x>",
        "<style>@import'//127.0.0.2/x'</style>",
        "<div style=background:url(//127.0.0.2)>",
        "<div hx-get=/ hx-trigger=load>",
        "<div hx-on:load=TRAP data-hx-on=TRAP>",
        "<div data-saved=1 data-version=9>",
        "{{constructor.constructor('TRAP')()}}",
        "{% load x %}{{ 7|add:7 }}",
        "${TRAP}`${TRAP}`",
        "&lt;script&gt;TRAP&lt;/script&gt;",
        "&#60;script&#62;TRAP",
        "\\u003cscript\\u003eTRAP",
        "\N{FULLWIDTH LESS-THAN SIGN}script\N{FULLWIDTH GREATER-THAN SIGN}TRAP",
    )
)
# What a page may not have however the text is cut: one of each way in.
FEW = tuple(PAYLOADS[number] for number in (1, 4, 6))
