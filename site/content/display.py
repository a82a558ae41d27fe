"""How a reader wants to read: 长者版 and the size of the type, kept in two cookies that hold no personal data."""

from dataclasses import dataclass

from django.http import HttpRequest

MODE_COOKIE = "mode"
SIZE_COOKIE = "size"
ELDER = "elder"
STANDARD = "standard"
SIZES = [("normal", "标准"), ("large", "大"), ("larger", "特大")]
YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Reading:
    """One reader's choice. Unknown values in the cookies count as no choice."""

    mode: str = STANDARD
    size: str = SIZES[0][0]

    sizes = SIZES

    @property
    def is_elder(self) -> bool:
        """Whether the simple layout with large type is wanted."""
        return self.mode == ELDER

    @property
    def css_class(self) -> str:
        """The classes of <html>; empty for the page as everybody else sees it."""
        names = [ELDER] if self.is_elder else []
        if self.size != SIZES[0][0]:
            names.append(f"size-{self.size}")
        return " ".join(names)


def reading_of(request: HttpRequest) -> Reading:
    """The choice that the request's cookies carry."""
    size = request.COOKIES.get(SIZE_COOKIE, "")
    return Reading(
        mode=ELDER if request.COOKIES.get(MODE_COOKIE) == ELDER else STANDARD,
        size=size if size in dict(SIZES) else SIZES[0][0],
    )


def reading(request: HttpRequest) -> dict[str, Reading]:
    """`reading` for every template."""
    return {"reading": reading_of(request)}
