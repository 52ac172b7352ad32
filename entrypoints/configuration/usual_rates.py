"""Rate limits of a shop that sets none."""

RELAXED = 20
"""Factor by which the default rate limits are higher in development."""

USUAL_RATES = {
    "default": "300/60",
    "client": "6000/60",
    "anonymous": "100/60",
    "picture": "1000/60",
    "token": "5/60",
    "token_address": "20/60",
    "registration": "3/60",
    "coupon": "10/60",
    "provider": "6000/60",
}
