"""Mail of the portal to one person: rendered in the person's language, sent at once."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import override


def send(template: str, *, to: str, language: str, context: dict) -> None:
    """Send `<template>_subject.txt` and `<template>_message.txt`; raises OSError when mail fails.

    A language that is not switched on, or "", means the portal's default.
    """
    with override(mail_language(language)):
        subject = render_to_string(f"{template}_subject.txt", context)
        body = render_to_string(f"{template}_message.txt", context)
    EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=[to]).send()


def mail_language(language: str) -> str:
    """Return the language in which to write to somebody who has chosen this one."""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
