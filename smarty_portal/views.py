from django.conf import settings


def site(request) -> dict:
    return {"site_url": settings.SITE_URL}
