"""What the kinds' code declares, as rows that staff edit from then on."""

from casework import kinds


def make_attachment_items(apps) -> int:
    """The items of files that kinds ask for and that have no row yet; returns how many were made.

    Runs after every `migrate`. A row that staff have changed stays as it is.
    """
    model = apps.get_model("casework", "AttachmentItem")
    known = set(model.objects.values_list("kind", "name"))
    missing = [
        model(
            kind=kind.name,
            name=item.name,
            label=item.label,
            help=item.help,
            required=item.required,
            sorts=[str(sort) for sort in item.sorts],
            max_megabytes=item.max_megabytes,
            max_files=item.max_files,
            position=position,
        )
        for kind in kinds.case_kinds()
        for position, item in enumerate(kind.items)
        if (kind.name, item.name) not in known
    ]
    return len(model.objects.bulk_create(missing, ignore_conflicts=True))
