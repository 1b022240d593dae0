"""A database with the whole real catalogue, for measurements."""

import os
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def choose() -> Path:
    """Name a folder of its own for measurements, so that nobody's data is touched; return it."""
    folder = Path(os.environ.get("VAR_DIR") or ROOT / "var") / "bench"
    (folder / "static").mkdir(parents=True, exist_ok=True)
    os.environ["VAR_DIR"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "superapp.settings.development")
    os.environ.setdefault("PYTHAINLP_OFFLINE", "1")
    return folder


def ready() -> Path:
    """Start Django on a database that holds the catalogue, loading it when it is not there; return the folder."""
    folder = choose()
    warnings.filterwarnings("ignore", module="graphene")
    import django

    django.setup()
    from django.core.management import call_command

    from services.models.service import Service

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    if not Service.objects.published().exists() or not os.environ.get("DATABASE_URL"):
        with (folder / "load.log").open("w", encoding="utf-8") as log:
            call_command("load_catalogue", stdout=log)
    return folder
