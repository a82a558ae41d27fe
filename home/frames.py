"""The service page of a kind as the frame around its applications."""

import page_cache
from casework.my.frame import Frame, frames_from
from content.menus import trail
from home.models import ServicePage


@frames_from
def frame_of_service(kind: str) -> Frame | None:
    """What editors wrote on the live service page that names the kind; None while there is none. Read once a generation."""
    return page_cache.kept(("frame", kind), lambda: _read(kind))


def _read(kind: str) -> Frame | None:
    page = ServicePage.objects.live().public().filter(kind=kind).order_by("path").first()
    if page is None:
        return None
    above = [(step.title, step.path) for step in trail(page)]
    return Frame(page.title, page.get_url() or "", above, page.material_lines, page.duration, page.summary)
