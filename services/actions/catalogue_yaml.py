"""One YAML file as plain data, stricter than YAML is: no second key of a name, no references, no file too large."""

from pathlib import Path
from typing import Any

import yaml

from services.models.content import ContentFault

SIZE_LIMIT_BYTES = 200_000
_FAST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _UniqueKeys(_FAST):  # type: ignore[misc]
    """PyYAML keeps the last of two equal keys without a word; here the second is a fault."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, str | int) and key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"the key {key} stands twice", key_node.start_mark)
            seen.add(key if isinstance(key, str | int) else None)
        return super().construct_mapping(node, deep)  # type: ignore[no-any-return]


def read_yaml(path: Path) -> Any:
    """Return what a YAML file holds.

    :raises ContentFault: naming the line when it is not there, not UTF-8, not YAML, or larger than 200,000 bytes.
    """
    if not path.is_file():
        raise ContentFault("", "no file", "a file of this name", "restore it")
    if path.stat().st_size > SIZE_LIMIT_BYTES:
        raise ContentFault("", f"{path.stat().st_size} bytes", f"at most {SIZE_LIMIT_BYTES}", "shorten it")
    try:
        text = path.read_text(encoding="utf-8")
        _refuse_references(text)
        return yaml.load(text, Loader=_UniqueKeys)  # noqa: S506 - a safe loader, made stricter
    except UnicodeDecodeError as error:
        raise ContentFault("", f"byte {error.start}", "UTF-8 text", "save the file as UTF-8") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else "the file"
        problem = str(getattr(error, "problem", "") or type(error).__name__)
        raise ContentFault(where, problem, "valid YAML", "correct the line") from error
    except (ValueError, RecursionError) as error:
        # A date that is not in the calendar, a number of thousands of digits, brackets in brackets without end.
        raise ContentFault(
            "the file", str(error), "plain texts, numbers and lists", "put the value in quotes"
        ) from error


def _refuse_references(text: str) -> None:
    # A few lines of references to references stand for more values than fit in memory.
    if "&" not in text or "*" not in text:
        return
    for event in yaml.parse(text, Loader=_FAST):
        if isinstance(event, yaml.AliasEvent):
            raise ContentFault(
                f"line {event.start_mark.line + 1}", f"*{event.anchor}", "a value", "write the value out"
            )
