"""Takes a file through doccano's importer, its database and its exporter: python through_doccano.py IN OUT."""

from __future__ import annotations

import sys
import tempfile
from importlib import metadata
from typing import Any


class _NoMigrations:
    """The tables are made from the models as they are, without the history of other applications."""

    def __contains__(self, application: str) -> bool:
        return True

    def __getitem__(self, application: str) -> None:
        return None


def set_up() -> None:
    import django
    from django.conf import settings
    from django.core.management import call_command

    # The modules of its server import each other from there.
    sys.path.insert(0, str(metadata.distribution("doccano").locate_file("backend")))
    libraries = ["django.contrib.contenttypes", "django.contrib.auth", "polymorphic", "rest_framework"]
    own = ["roles", "projects", "label_types", "examples", "labels", "data_import", "data_export"]
    folder = tempfile.mkdtemp()
    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        INSTALLED_APPS=[*libraries, "django_drf_filepond", *own],
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        DJANGO_DRF_FILEPOND_FILE_STORE_PATH=folder,
        MEDIA_ROOT=folder,
        MIGRATION_MODULES=_NoMigrations(),
        USE_TZ=False,
    )
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)


def import_file(file: str, user: Any) -> Any:
    from data_import.datasets import load_dataset
    from data_import.pipeline.catalog import JSONL, RELATION_EXTRACTION
    from data_import.pipeline.readers import FileName
    from projects.models import SequenceLabelingProject

    project = SequenceLabelingProject.objects.create(
        name="project",
        description="",
        project_type="SequenceLabeling",
        created_by=user,
        allow_overlapping=True,
        use_relation=True,
    )
    names = [FileName(full_path=file, generated_name=file, upload_name=file)]
    dataset = load_dataset(RELATION_EXTRACTION, JSONL, names, project, encoding="utf_8")
    dataset.save(user)
    if dataset.errors:
        raise SystemExit(str(dataset.errors))
    return project


def export_file(file: str, project: Any, user: Any) -> None:
    from data_export.models import ExportedExample
    from data_export.pipeline.dataset import Dataset
    from data_export.pipeline.factories import create_comment, create_formatter, create_labels, create_writer
    from data_export.pipeline.services import ExportApplicationService

    examples = ExportedExample.objects.filter(project=project)
    dataset = Dataset(examples, create_labels(project, examples, user), create_comment(examples, user), True)
    ExportApplicationService(dataset, create_formatter(project, "JSONL"), create_writer("JSONL")).export(file)


if __name__ == "__main__":
    set_up()
    from django.contrib.auth.models import User

    annotator = User.objects.create(username="annotator")
    export_file(sys.argv[2], import_file(sys.argv[1], annotator), annotator)
