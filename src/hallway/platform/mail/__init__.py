"""One mail by way of the configured server, with the headers of a conversation.

RFC 5322 3.6.4 for Message-ID, In-Reply-To and References; RFC 3834 for Auto-Submitted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

LONGEST_SUBJECT = 200
MOST_REFERENCES = 12
"""Of a long conversation the first and the newest are kept: headers stay short."""
_BREAKS = re.compile(r"[\r\n\t\x00-\x1f\x7f\u0085\u2028\u2029]+")
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.\[\]:-]+>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What is sent to one person.

    html            empty where the text is all there is
    message_id      with its angle brackets; so are `in_reply_to` and `references`;
                    empty for one that nobody answers to
    auto_submitted  `auto-generated` or `auto-replied`; empty where a person wrote it
    """

    to: str
    to_name: str = ""
    from_name: str = ""
    subject: str
    text: str
    html: str = ""
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    auto_submitted: str = ""


def is_set_up() -> bool:
    """Tell whether there is a server that takes our mail."""
    return bool(settings.HALLWAY.smtp_url)


def sender() -> str:
    """Return the address our mail comes from."""
    return str(settings.HALLWAY.mail_sender)


def is_ours(address: str) -> bool:
    """Tell whether mail to an address would come back to us."""
    return address.strip().casefold() == sender().casefold()


def domain() -> str:
    """Return what our Message-IDs end in."""
    return sender().rpartition("@")[2]


def one_line(text: str) -> str:
    """Return text that can stand in a header: breaks and controls become a space."""
    return _BREAKS.sub(" ", text).strip()


def send(mail: Mail) -> None:
    """Hand a mail to the server; raises what the server answers.

    ValueError for an id that is none.  Nothing a person wrote can begin a header.
    """
    for one in (mail.message_id, mail.in_reply_to, *mail.references):
        if one and not _MESSAGE_ID.fullmatch(one):
            raise ValueError("not a Message-ID")
    headers = {}
    if mail.message_id:
        headers["Message-ID"] = mail.message_id
    if mail.in_reply_to:
        headers["In-Reply-To"] = mail.in_reply_to
    if mail.references:
        kept = mail.references
        if len(kept) > MOST_REFERENCES:
            kept = (kept[0], *kept[-MOST_REFERENCES + 1 :])
        headers["References"] = " ".join(kept)
    if mail.auto_submitted:
        headers["Auto-Submitted"] = mail.auto_submitted
    # Exchange answers with "out of office" unless it is told not to (MS-OXCMAIL).
    headers["X-Auto-Response-Suppress"] = "All"
    message = EmailMultiAlternatives(
        subject=one_line(mail.subject)[:LONGEST_SUBJECT],
        body=mail.text,
        from_email=formataddr((one_line(mail.from_name), sender())),
        to=[formataddr((one_line(mail.to_name), one_line(mail.to)))],
        headers=headers,
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    message.send()
