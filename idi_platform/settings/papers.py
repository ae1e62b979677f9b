"""Papers, evidence and messages."""

from pathlib import Path

from . import env

PLATFORM_NAME = "住宅质量保险"
#: Where people reach the platform; stands in QR codes and messages, without a slash at the end.
PUBLIC_ADDRESS = env.text("IDI_PUBLIC_ADDRESS", "http://127.0.0.1:8000").rstrip("/")

#: What carries messages: file, or http for SMS and smtp for mail.
NOTICE_CHANNELS = {
    "sms": env.text("IDI_SMS_CHANNEL", "file"),
    "email": env.text("IDI_EMAIL_CHANNEL", "file"),
}
SMS_GATEWAY_ADDRESS = env.text("IDI_SMS_GATEWAY_ADDRESS", "unset")
SMS_GATEWAY_TOKEN = env.text("IDI_SMS_GATEWAY_TOKEN", "unset")
EMAIL_HOST = env.text("IDI_EMAIL_HOST", "localhost")
EMAIL_PORT = env.whole("IDI_EMAIL_PORT", 25)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("IDI_EMAIL_FROM", "noreply@localhost")

MEGABYTE = 1024 * 1024
#: The most that one request may carry, in bytes; a larger one is answered before it is read.
UPLOAD_MOST_BYTES = 110 * MEGABYTE
#: The most that one file may have, in bytes, by kind of evidence.
ATTACHMENT_MOST_BYTES = {
    "photo": 25 * MEGABYTE, "video": 100 * MEGABYTE, "paper": 30 * MEGABYTE, "workbook": 5 * MEGABYTE,
}  # fmt: skip
#: The most pixels that a picture may have: the largest camera of a telephone for JPEG, which is read at a fraction of
#: its size, less for formats that must be unpacked whole.
ATTACHMENT_MOST_PIXELS = {"image/jpeg": 210_000_000, "other": 60_000_000}
#: The longest video that is taken, in seconds.
VIDEO_MOST_SECONDS = 60
#: How many files may wait for one form to be sent, and how much one capacity may have waiting for all its forms.
ATTACHMENT_MOST_PER_FORM = 60
ATTACHMENT_MOST_WAITING = 200
ATTACHMENT_MOST_WAITING_BYTES = 1200 * MEGABYTE
#: How much may be on its way for one capacity.
UPLOADS_MOST_UNFINISHED = 60
UPLOADS_MOST_UNFINISHED_BYTES = 600 * MEGABYTE
#: The most that one part of a file may have when it is sent in parts, in bytes.
UPLOAD_PART_BYTES = 2 * MEGABYTE
#: How long a link to evidence works, in seconds of machine time.
LINK_SECONDS = 15 * 60
#: How often one address may ask whether a paper is genuine, per minute.
VERIFY_PER_MINUTE = 30
#: Where the fonts cut for papers are kept; made again when missing.
PAPER_FONT_DIR = env.folder("IDI_STATE_DIR", Path(__file__).resolve().parents[2] / ".state") / "fonts"
