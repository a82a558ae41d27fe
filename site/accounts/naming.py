"""Chinese names for permissions, most of which Django writes into the database in English."""

from django.apps import apps as global_apps
from django.contrib.auth import get_permission_codename
from django.contrib.auth.management import create_permissions
from django.utils.translation import override

VERBS = {"add": "新建", "change": "修改", "delete": "删除", "view": "查看", "choose": "选用"}


def name_permissions(app_config, using, apps=global_apps, **kwargs) -> None:
    """Names the permissions of an app's models as its own code does, in Chinese; runs after every migration."""
    create_permissions(app_config, verbosity=0, using=using, apps=apps)  # Django's own turn comes after ours
    permission_model = apps.get_model("auth", "Permission")
    with override("zh-hans"):
        names = {
            (model._meta.model_name, codename): name
            for model in app_config.get_models(include_auto_created=True)
            for codename, name in chinese_names(model).items()
        }
    changed = []
    for each in (
        permission_model.objects.using(using)
        .filter(content_type__app_label=app_config.label)
        .select_related("content_type")
    ):
        name = names.get((each.content_type.model, each.codename))
        if name and name != each.name:
            each.name = name
            changed.append(each)
    permission_model.objects.using(using).bulk_update(changed, ["name"])


def chinese_names(model) -> dict[str, str]:
    """Names by codename: those that the model declares, and ours for what every model has."""
    meta = model._meta
    names = {codename: str(name) for codename, name in meta.permissions}
    for action, verb in VERBS.items():
        names[get_permission_codename(action, meta)] = f"{verb}{meta.verbose_name}"[:255]
    return names
