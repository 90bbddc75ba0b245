"""The router of all addresses; what does not say otherwise takes a token."""

from ninja import Router

from api.tokens import user_token

router = Router(auth=user_token)
