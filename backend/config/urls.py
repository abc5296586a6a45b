"""The URL tree: everything lives in `vantrexia.api`."""

from vantrexia.api.urls import urlpatterns

__all__ = ["urlpatterns"]
