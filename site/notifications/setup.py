"""A row for every message that is registered, so that staff find its words where they can change them."""

from notifications import texts


def make_templates(apps) -> int:
    """The rows that are not there yet; returns how many were made. Runs after every `migrate`."""
    model = apps.get_model("notifications", "MessageTemplate")
    known = set(model.objects.values_list("key", flat=True))
    missing = [
        model(key=text.key, title=text.title, body=text.body, sms=text.sms, important=text.important)
        for text in texts.all_texts()
        if text.key not in known
    ]
    return len(model.objects.bulk_create(missing, ignore_conflicts=True))
