"""Draws a kind's workflow."""

from django.core.management.base import BaseCommand, CommandError

from casework import kinds


class Command(BaseCommand):
    help = "打印一种业务的流程图（Mermaid）。"

    def add_arguments(self, parser) -> None:
        parser.add_argument("kind", help="业务名，例如 feedback")

    def handle(self, *args, kind: str, **options) -> None:
        try:
            found = kinds.case_kind(kind)
        except KeyError:
            names = "、".join(each.name for each in kinds.case_kinds())
            raise CommandError(f"没有名为“{kind}”的业务。可用：{names}。") from None
        self.stdout.write(found.workflow.mermaid())
