"""How charts look: measures in pixels of a picture 1080 wide, and colours that a colour-blind person tells apart."""

from __future__ import annotations

WIDTH = 1080
MARGIN = 60
INNER = WIDTH - 2 * MARGIN

PAPER = "#ffffff"
INK = "#15202e"
SOFT = "#4b5a6b"
"""Second words; seven to one on the paper."""
RULE = "#d5dce5"

STRONG = "#0a5c9e"
"""What the title is about."""
PLAIN = "#8fb3d3"
"""Everything else; lighter, so that the two differ without any colour."""
LATER = "#4f89b8"
EARLIER = "#bdd0e2"
"""The later and the earlier of two periods in rows that the title is not about."""
OUTLOOK = "#b84a00"
"""The outline and the words of what is no result yet."""
OUTLOOK_FILL = "#fdeedd"

TITLE = 48
SUBTITLE = 30
LABEL = 38
DETAIL = 30
FIGURE = 40
SMALL = 28
"""The smallest type: about 10 points on a phone."""

LEADING = 1.22
"""Line height in type sizes."""
