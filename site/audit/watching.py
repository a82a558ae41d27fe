"""Settings, accounts and rights: every change of a watched row becomes an entry, wherever in the code it is made.

The rows are watched by Django's signals and not by Wagtail's log, for a change made in a shell, by a command or by a
service counts as well. An entry names the fields that changed; values stand in it only where they are codes or
numbers, so that no personal data gets into the list.
"""

from collections.abc import Callable

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import models
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from wagtail.contrib.settings.models import BaseSiteSetting

from audit import context, services
from audit.enums import Event

TELLING = (models.BooleanField, models.IntegerField, models.DateField, models.ForeignKey)  # values that may be kept
ACCOUNT_FIELDS = ("username", "email", "is_active", "is_staff", "is_superuser", "password")
RIGHTS_FIELDS = {"is_active", "is_staff", "is_superuser"}
RIGHTS_MODELS = ("auth.Group", "wagtailcore.GroupPagePermission", "wagtailcore.GroupCollectionPermission")
LINKS = {"post_add": "added", "post_remove": "removed", "pre_clear": "removed"}


def watch_all() -> None:
    """Connects everything; called once, when the apps are ready."""
    for label in settings.AUDITED_MODELS:
        watch(apps.get_model(label), _settings_event)
    user = get_user_model()
    watch(user, _account_event, ACCOUNT_FIELDS)
    for label in RIGHTS_MODELS:
        watch(apps.get_model(label), lambda row, act, changed: Event.GROUPS_CHANGED)
    for through in (user.groups.through, user.user_permissions.through, Group.permissions.through):
        m2m_changed.connect(_linked, sender=through, dispatch_uid=f"audit {through._meta.label}")


def watch(
    model: type[models.Model],
    event: Callable[[models.Model, str, dict], Event | None],
    fields: tuple[str, ...] = (),
) -> None:
    """Writes an entry for each row of the model that is made, changed or deleted; only these fields, if any are named.

    event says from the row, the act (created, changed, deleted) and the changed fields what the entry is; None for none.
    """
    watched = [field for field in model._meta.concrete_fields if not fields or field.name in fields]

    def before(sender, instance, raw=False, update_fields=None, **kwargs) -> None:
        names = {field.name for field in watched} & set(update_fields or [field.name for field in watched])
        instance._audited = None
        if raw or not names or instance._state.adding or instance.pk is None:
            return
        kept = model._base_manager.filter(pk=instance.pk).first()
        if kept is not None:
            instance._audited = _differences(kept, instance, [field for field in watched if field.name in names])

    def after(sender, instance, created, raw=False, **kwargs) -> None:
        changed = instance.__dict__.pop("_audited", None)
        if created and not raw:
            _record(event(instance, "created", {}), instance, {"act": "created"})
        elif changed:
            _record(event(instance, "changed", changed), instance, {"act": "changed", "fields": changed})

    def deleted(sender, instance, **kwargs) -> None:
        _record(event(instance, "deleted", {}), instance, {"act": "deleted"})

    for signal, receiver in ((pre_save, before), (post_save, after), (post_delete, deleted)):
        signal.connect(receiver, sender=model, weak=False, dispatch_uid=f"audit {model._meta.label}")


def _differences(kept: models.Model, new: models.Model, fields: list[models.Field]) -> dict:
    """Name -> [before, after] of what differs; None in place of a value that may say too much."""
    found = {}
    for field in fields:
        was, now = (field.to_python(getattr(row, field.attname)) for row in (kept, new))
        if was != now:
            tells = isinstance(field, TELLING) or bool(field.choices)
            found[field.name] = [_shown(was), _shown(now)] if tells else None
    return found


def _shown(value: object) -> object:
    return value if value is None or isinstance(value, bool | int) else str(value)


def _settings_event(row: models.Model, act: str, changed: dict) -> Event | None:
    """Wagtail makes the row of a site's settings by itself, when the first visitor comes."""
    return None if act == "created" and isinstance(row, BaseSiteSetting) else Event.SETTINGS_CHANGED


def _account_event(user: models.Model, act: str, changed: dict) -> Event | None:
    if act != "changed":
        return Event.ACCOUNT_CREATED
    if RIGHTS_FIELDS & set(changed):
        return Event.GROUPS_CHANGED
    if set(changed) != {"password"}:
        return Event.ACCOUNT_CORRECTED
    # Django renews an old hash at sign-in, with the same password.
    renewed = user._password is None and user.has_usable_password()
    return None if renewed else Event.PASSWORD_CHANGED


def _linked(sender, instance, action, model, pk_set, **kwargs) -> None:
    """Somebody joined or left a group, or a right was given or taken."""
    numbers = _linked_now(sender, instance, model) if action == "pre_clear" else pk_set
    if action in LINKS and numbers:
        data = {"act": LINKS[action], model._meta.model_name: sorted(numbers)}
        _record(Event.GROUPS_CHANGED, instance, data)


def _linked_now(through: type[models.Model], instance: models.Model, model: type[models.Model]) -> list[int]:
    """The numbers of everything that is linked to the row."""
    links = {field.related_model: field.attname for field in through._meta.concrete_fields if field.is_relation}
    return list(
        through._base_manager.filter(**{links[type(instance)]: instance.pk}).values_list(links[model], flat=True)
    )


def _record(event: Event | None, instance: models.Model, data: dict) -> None:
    if event is None:
        return
    services.record(
        event,
        actor=context.actor(),
        about=about(instance),
        address=context.address(),
        data={"model": instance._meta.label_lower, "id": str(instance.pk), **data},
    )


def about(instance: models.Model) -> str:
    """What the row is called: by its number where its name would be a person's."""
    user = get_user_model()
    personal = isinstance(instance, user) or any(field.related_model is user for field in instance._meta.fields)
    name = f" {instance.pk}" if personal else f"“{instance}”"
    return f"{instance._meta.verbose_name}{name}"
