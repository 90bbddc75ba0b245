"""Wagtail's views that restrict and copy pages, each in one transaction.

Wagtail copies the restrictions of a page after it has published the copy.
"""

from django.db import transaction
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.page_privacy import SetPrivacyView
from wagtail.admin.views.pages.copy import CopyView

set_privacy = never_cache(require_admin_access(transaction.atomic(SetPrivacyView.as_view())))
copy_page = never_cache(require_admin_access(transaction.atomic(CopyView.as_view())))
