"""The contact form."""

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from contact.dialer import DialerError, push_lead
from contact.forms import ContactForm

log = logging.getLogger(__name__)


def contact(request: HttpRequest) -> HttpResponse:
    """Show the form, or push what was filled in."""
    form = ContactForm(request.POST or None)
    if not form.is_valid():
        return render(request, "contact.html", {"form": form})
    try:
        push_lead(**form.cleaned_data)
    except DialerError as error:
        log.warning("No lead: %s", error)
        form.add_error(None, "We could not take your number. Please try again later.")
        return render(request, "contact.html", {"form": form}, status=503)
    return render(request, "contact.html", {"thanks": True})
