"""Writing many cases at once, for benchmarks and moves from other systems: one statement a table and step."""

from django.db import transaction

from casework.models import Case

STEP = 500
PARENT = [field.attname for field in Case._meta.concrete_fields if not field.primary_key]


@transaction.atomic
def insert(cases: list[Case]) -> None:
    """Writes cases of one kind, objects of its own model, both tables; Django itself cannot insert child tables in bulk.

    Nothing is numbered, told or logged: the caller gives every column, and history where there is to be one.
    """
    for start in range(0, len(cases), STEP):
        step = cases[start : start + STEP]
        rows = Case.objects.bulk_create([Case(**{name: getattr(case, name) for name in PARENT}) for case in step])
        for case, row in zip(step, rows, strict=True):
            case.pk = case.id = case.case_ptr_id = row.pk
            case._state.adding = False
        model = type(step[0])
        model._base_manager._insert(step, fields=model._meta.local_concrete_fields, using=Case.objects.db)
