"""Print how the people of the demonstration log in."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from idi_platform.accounts import demo
from idi_platform.accounts.roles import ROLE_TABLE, door_of
from idi_platform.kernel.errors import PlatformError


class Command(BaseCommand):
    """Print log-in, password and present code of every persona; with --create, create them first."""

    help = "Prints how the demonstration's people log in. Refuses outside a demonstration."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer to create the cast."""
        parser.add_argument("--create", action="store_true", help="create the people and organisations first")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print the table."""
        try:
            if options["create"]:
                demo.create_cast()
            hints = demo.login_hints()
        except PlatformError as problem:
            raise CommandError(problem.message) from problem
        self.stdout.write(f"业主：在 /login/ 输入手机号，验证码写在 {settings.OUTBOX_DIR / 'sms'}")
        self.stdout.write(f"单位：在 /login/staff/ 用密码 {demo.PASSWORD}，动态码还剩 {demo.seconds_left()} 秒")
        for hint in hints:
            role = hint.persona.role
            place = f"{ROLE_TABLE[role].zh}  /{door_of(role)}/  {hint.firm}" if role else "业主  /owner/"
            first = f"  先看：{hint.persona.first}" if hint.persona.first else ""
            self.stdout.write(f"{hint.login:<12} {hint.code:<7} {hint.persona.name}  {place}{first}")
