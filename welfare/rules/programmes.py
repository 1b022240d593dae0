"""A set of programmes with the vocabulary and the shared values they are read with, compiled once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from welfare.rules import yaml_reading
from welfare.rules.document import Document, Warned
from welfare.rules.facts import Vocabulary, load_vocabulary
from welfare.rules.faults import BadDocument, Place, UnreadableFile
from welfare.rules.loading import read_documents
from welfare.rules.programme import Programme, compiled
from welfare.rules.questions import deciders_of
from welfare.rules.tables import NOTHING_SHARED, Shared, load_shared

SHIPPED = Path(__file__).resolve().parents[1] / "programmes"
"""The folder of the rule documents that come with this project."""
VOCABULARY_FILE = "facts.yaml"
SHARED_FILE = "shared.yaml"


class Programmes:
    """Programmes by code, in the order of their files. Iterating gives the programmes themselves.

    `deciders` are the facts of each that can say no by themselves, for the order of questions.
    """

    def __init__(self, documents: Iterable[Document], vocabulary: Vocabulary, shared: Shared = NOTHING_SHARED) -> None:
        """Compile every document.

        :raises BadDocument: when two have the same code.
        """
        self.vocabulary = vocabulary
        self.shared = shared
        self.documents: dict[str, Document] = {}
        for document in documents:
            if document.code in self.documents:
                raise BadDocument(
                    Place(document.file),
                    "code",
                    found=f"{document.code} a second time",
                    expected=("รหัสไม่ซ้ำ", "each code once"),
                    mend=("เปลี่ยนรหัสหรือลบแฟ้มหนึ่ง", "Rename one, or remove one of the files."),
                )
            self.documents[document.code] = document
        self.by_code: Mapping[str, Programme] = compiled(self.documents, shared)
        self.deciders: Mapping[str, frozenset[str]] = {
            code: deciders_of(document, vocabulary) for code, document in self.documents.items()
        }

    def __iter__(self) -> Iterator[Programme]:
        return iter(self.by_code.values())

    def __len__(self) -> int:
        return len(self.by_code)

    def __getitem__(self, code: str) -> Programme:
        return self.by_code[code]

    def __contains__(self, code: object) -> bool:
        return code in self.by_code

    @property
    def warnings(self) -> tuple[Warned, ...]:
        """Return what was overlooked when the documents were loaded."""
        return tuple(warned for document in self.documents.values() for warned in document.warnings)

    def chosen(self, codes: Iterable[str]) -> tuple[Programme, ...]:
        """Return the programmes of these codes, in that order.

        :raises KeyError: for a code there is none of.
        """
        return tuple(self.by_code[code] for code in codes)


def load_programmes(folder: Path = SHIPPED) -> Programmes:
    """Return the programmes of a folder: every YAML file is a document, or a list of them under `programmes`.

    Its facts.yaml and shared.yaml replace the shipped ones; without them the shipped ones are used.

    :raises Fault: for the first file that is wrong, with file, line and key.
    """
    if not folder.is_dir():
        raise UnreadableFile(
            Place(str(folder)),
            "folder",
            found=None,
            expected=("โฟลเดอร์ของเอกสารกฎ", "a folder of rule documents"),
            mend=("ตรวจชื่อโฟลเดอร์", "Check its name."),
        )
    own = {
        name: folder / name if (folder / name).is_file() else SHIPPED / name for name in (VOCABULARY_FILE, SHARED_FILE)
    }
    vocabulary = load_vocabulary(own[VOCABULARY_FILE])
    shared = load_shared(own[SHARED_FILE]) if own[SHARED_FILE].is_file() else NOTHING_SHARED
    return Programmes(load_documents(folder, vocabulary), vocabulary, shared)


def load_documents(path: Path, vocabulary: Vocabulary) -> tuple[Document, ...]:
    """Return the documents of a file, or of every YAML file of a folder but facts.yaml and shared.yaml.

    :raises Fault: for the first file that is wrong, with file, line and key.
    """
    files = [path]
    if path.is_dir():
        files = sorted(one for one in path.iterdir() if one.suffix in (".yaml", ".yml") and one.is_file())
    documents: list[Document] = []
    for file in files:
        if file.name not in (VOCABULARY_FILE, SHARED_FILE):
            documents.extend(read_documents(yaml_reading.read_file(file), vocabulary, str(file)))
    return tuple(documents)
