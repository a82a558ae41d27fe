"""The settings of the suite for real servers under load: visitors name their own address, gateways take their time."""

from portal.settings.test import *  # noqa: F403  settings build on each other

BEHIND_PROXY = True  # the limits see each visitor at an address of its own, as they would behind the proxy
MESSAGE_CHANNELS = {"sms": "tests.load.gateways.SlowSms", "email": "tests.load.gateways.SlowMail"}
MAIL_FILE = SMS_FILE.with_name("mail.jsonl")  # noqa: F405
