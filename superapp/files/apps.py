"""Files: what people send us, and documents that we issue."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Register the files application."""

    name = "superapp.files"
    label = "files"
    verbose_name = "แฟ้มและเอกสาร"
    job_modules = ("superapp.files.actions",)
