"""What is done with accounts."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from hardtech.zone.accounts.models import ApiToken, User

__all__ = ["create_api_token", "revoke_all_api_tokens", "revoke_api_token", "user_for_key"]


@transaction.atomic
def create_api_token(*, user: User, name: str) -> tuple[ApiToken, str]:
    """A new token and its key. The key is not stored: show it now or never."""
    key = ApiToken.new_key()
    token = ApiToken.objects.create(user=user, name=name, digest=ApiToken.digest_of(key))
    return token, key


@transaction.atomic
def revoke_api_token(*, user: User, token_id: int) -> bool:
    """Delete one of the user's own tokens; False when it is not theirs or is gone."""
    deleted, _ = ApiToken.objects.filter(user=user, pk=token_id).delete()
    return bool(deleted)


@transaction.atomic
def revoke_all_api_tokens(*, user: User) -> None:
    """Delete every token of the user."""
    ApiToken.objects.filter(user=user).delete()


def user_for_key(key: str) -> User | None:
    """The active account behind a key, or None. Notes the use at most once a minute."""
    token = ApiToken.objects.select_related("user").filter(digest=ApiToken.digest_of(key)).first()
    if token is None or not token.user.is_active:
        return None
    now = timezone.now()
    if token.last_used_at is None or (now - token.last_used_at).total_seconds() > 60:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token.user
