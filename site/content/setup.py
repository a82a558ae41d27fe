"""What the content migrations make, as functions that test fixtures call again."""

ROOTS = [("wagtailcore", "Page", "title", "网站"), ("wagtailcore", "Collection", "name", "总库")]


def name_roots(apps) -> None:
    """Wagtail calls the top of its two trees “Root”, which staff see; here they have Chinese names."""
    for app_label, model, field, name in ROOTS:
        roots = apps.get_model(app_label, model).objects.filter(depth=1, **{field: "Root"})
        roots.update(**{field: name}, **({"draft_title": name} if field == "title" else {}))


def unname_roots(apps) -> None:
    """Gives Wagtail its names back."""
    for app_label, model, field, name in ROOTS:
        roots = apps.get_model(app_label, model).objects.filter(depth=1, **{field: name})
        roots.update(**{field: "Root"}, **({"draft_title": "Root"} if field == "title" else {}))
