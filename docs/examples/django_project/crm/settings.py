"""Settings of the project; the last three are the dialer's."""

import os

SECRET_KEY = os.environ.get("DJANGO_SECRET_KEY", "for tests only")
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
INSTALLED_APPS = ["contact"]
MIDDLEWARE = ["django.middleware.csrf.CsrfViewMiddleware"]
ROOT_URLCONF = "crm.urls"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]

DIALER_URL = os.environ.get("DIALER_URL", "")
DIALER_USER = os.environ.get("DIALER_USER", "")
DIALER_PASSWORD = os.environ.get("DIALER_PASSWORD", "")
