"""From an address and a password to a person."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest


class Backend(BaseBackend):
    """Local accounts; a person who is not active is nobody."""

    def authenticate(  # type: ignore[override] # Django reads the names it may pass
        self,
        request: HttpRequest | None,
        *,
        email: str,
        password: str,
    ) -> AbstractBaseUser | None:
        """The person, None for any reason; each reason takes as long as another."""
        model: Any = get_user_model()
        try:
            person: AbstractBaseUser = model.objects.get_by_natural_key(email)
        except model.DoesNotExist:
            make_password(password)
            return None
        if not person.has_usable_password():
            make_password(password)
            return None
        if not person.check_password(password) or not person.is_active:
            return None
        return person

    def get_user(self, user_id: int) -> AbstractBaseUser | None:
        """The active person of a session."""
        model: Any = get_user_model()
        # Every request asks: said so, it costs a quarter of what a query set does.
        rows = model.objects.raw(_BY_KEY % model._meta.db_table, [user_id])
        found: AbstractBaseUser | None = next(iter(rows), None)
        return found


_BY_KEY = "SELECT * FROM %s WHERE principal_id = %%s AND is_active"
