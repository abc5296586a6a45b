"""The URL tree: everything lives in `vantrexia.api`."""

from vantrexia.api.urls import urlpatterns

# What Django answers for an address that is none, in the API's own shape (Django looks for this name here).
handler404 = "vantrexia.api.errors.answer_unknown_address"

__all__ = ["handler404", "urlpatterns"]
