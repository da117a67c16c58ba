"""What a visitor fills in."""

from django import forms


class ContactForm(forms.Form):
    """Who wants to be called."""

    first_name = forms.CharField(max_length=30)
    phone = forms.RegexField(r"^\D*(\d\D*){10}$", error_messages={"invalid": "Ten digits, please."})
