import pytest
from django.db import connection
from tests.news.test_query_counts import *
from tests.news.test_query_counts import repeat
from news.models import *
pytestmark=pytest.mark.django_db
def test_x(section, photo):
    story = ArticleFactory(parent=section, lead_photo=photo, authors=["Mara Lind"])
    repeat(story, 9_999)
    for name,qs in {"count":ArticlePage.objects.published(),"recent":ArticlePage.objects.published().newest_first().for_cards("card")[:20],"section":ArticlePage.objects.published().newest_first().filter(section=section).for_cards("card")[:20], "sections":SectionPage.objects.published().order_by("path")}.items():
        print("\n##",name); print(qs.explain())
