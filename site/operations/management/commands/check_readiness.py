from django.core.management.base import BaseCommand, CommandError

from operations import readiness


class Command(BaseCommand):
    help = "列出上线前还缺什么、还有什么是示例值。有必须处理的问题时以错误码 1 结束。"

    def handle(self, **options) -> None:
        sections = readiness.run()
        for section in sections:
            self.stdout.write(f"{section.name}：{'通过' if not section.findings else ''}")
            for finding in section.findings:
                self.stdout.write(f"  [{finding.level.label}] {finding.missing}。{finding.action}")
        if readiness.blocked(sections):
            raise CommandError("有必须处理的问题，现在不能上线。", returncode=1)
        self.stdout.write("可以上线。")
