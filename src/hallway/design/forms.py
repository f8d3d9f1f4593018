"""How Django renders forms: with our fields and messages."""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Forms through ``c/fields.html``, one field through ``c/formfield.html``."""

    form_template_name = "c/fields.html"
    field_template_name = "c/formfield.html"
