"""What has just been done, told on the next page: as in all faces."""

from hallway.faces._common.toasts import COOKIE, put, read

__all__ = ["COOKIE", "put", "read"]
