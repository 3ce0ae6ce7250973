"""Our templates without what only their authors need: indentation, and lines of tags alone.

Taken out once, when a template is compiled: less to put together, to compress and to send. White
space between two things becomes one line break and is never lost, so browsers draw the same.
"""

from __future__ import annotations

import re

from django.template import Origin
from django.template.loaders.filesystem import Loader as FilesystemLoader

# Tags that write nothing themselves; a line of these alone leaves no line behind.
SILENT = "if|elif|else|endif|for|empty|endfor|with|endwith|load|block|endblock|extends"
INDENTATION = re.compile(r"[ \t]*\n\s*")
SILENT_LINE = re.compile(
    rf"(?<=\n)((?:{{%\s*(?:{SILENT})\b(?:(?!%}}).)*%}}|{{#(?:(?!#}}).)*#}})+)\n"
)


class Loader(FilesystemLoader):
    def get_contents(self, origin: Origin) -> str:
        return squeezed(super().get_contents(origin))


def squeezed(source: str) -> str:
    """Not for text in a <pre> or <textarea> that stands on lines of its own."""
    return SILENT_LINE.sub(r"\1", INDENTATION.sub("\n", source))
