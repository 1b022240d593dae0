"""Reading a block of YAML key by key: each key is taken with its type, and what nobody took is a fault."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from welfare.rules.faults import Both, Fault, Place
from welfare.rules.yaml_reading import place_of

MISSING: Any = object()
LINE_MEND: Both = ("แก้ค่าที่บรรทัดนี้", "Correct the value on this line.")


class Shape:
    """One mapping of a file. `key` is the way to it, `fault` the class raised, `file` where it stands."""

    def __init__(self, block: object, key: str, file: str, fault: type[Fault], place: Place | None = None) -> None:
        self.key = key
        self.file = file
        self.fault = fault
        if not isinstance(block, Mapping):
            raise fault(
                place or getattr(block, "place", None) or Place(file),
                key or "file",
                found=block,
                expected=("กลุ่มของคีย์และค่า", "a mapping of keys to values"),
                mend=LINE_MEND,
            )
        self.block: Mapping[str, Any] = block
        self.taken: set[str] = set()

    def wrong(self, name: str, found: object, expected: Both, mend: Both = LINE_MEND) -> Fault:
        """Return the fault for the value of `name`, to be raised."""
        return self.fault(
            place_of(self.block, name, self.file), self.path(name), found=found, expected=expected, mend=mend
        )

    def path(self, name: str) -> str:
        """Return the way to `name` from the top of the file."""
        return f"{self.key}.{name}" if self.key else name

    def place(self, name: str) -> Place:
        """Return where `name` stands."""
        return place_of(self.block, name, self.file)

    def take(self, name: str, default: Any = MISSING) -> Any:
        """Return the value of any type; `default` when the key is absent."""
        self.taken.add(name)
        if name in self.block:
            return self.block[name]
        if default is MISSING:
            raise self.wrong(name, None, ("ค่าที่จำเป็น", "a value"), ("เพิ่มคีย์นี้", f"Add the key {name}."))
        return default

    def text(self, name: str, default: Any = MISSING) -> Any:
        """Return a text; `default` when absent or null."""
        value = self.take(name, default)
        if value is None and default is not MISSING:
            return default
        if not isinstance(value, str) and value is not default:
            raise self.wrong(
                name, value, ("ข้อความ", "a text"), ("ใส่เครื่องหมายคำพูด", "Quote it if it looks like a number.")
            )
        return value

    def word(self, name: str, words: tuple[str, ...], default: Any = MISSING) -> Any:
        """Return a text that is one of `words`."""
        value = self.text(name, default)
        if value not in words and value is not default:
            listed = ", ".join(words)
            raise self.wrong(name, value, (f"หนึ่งใน {listed}", f"one of {listed}"))
        return value

    def flag(self, name: str, default: bool) -> bool:
        """Return true or false."""
        value = self.take(name, default)
        if not isinstance(value, bool):
            raise self.wrong(name, value, ("true หรือ false", "true or false"))
        return value

    def whole(self, name: str, default: Any = MISSING) -> Any:
        """Return a whole number."""
        value = self.take(name, default)
        if (not isinstance(value, int) or isinstance(value, bool)) and value is not default:
            raise self.wrong(name, value, ("จำนวนเต็ม", "a whole number"))
        return value

    def sequence(self, name: str, default: Any = MISSING) -> Any:
        """Return a list."""
        value = self.take(name, default)
        if not isinstance(value, list) and value is not default:
            raise self.wrong(name, value, ("รายการ", "a list"))
        return value

    def mapping(self, name: str, default: Any = MISSING) -> Any:
        """Return a mapping."""
        value = self.take(name, default)
        if not isinstance(value, Mapping) and value is not default:
            raise self.wrong(name, value, ("กลุ่มของคีย์และค่า", "a mapping"))
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts; one text counts as a list of one, an absent key as none."""
        value = self.take(name, None)
        if value is None:
            return ()
        items = value if isinstance(value, list) else [value]
        for item in items:
            if not isinstance(item, str):
                raise self.wrong(
                    name, item, ("รายการข้อความ", "a list of texts"), ("ใส่เครื่องหมายคำพูด", "Quote each text.")
                )
        return tuple(items)

    def below(self, name: str, block: object) -> Shape:
        """Return the shape of a block inside this one."""
        return Shape(block, self.path(name), self.file, self.fault, self.place(name))

    def strays(self) -> list[str]:
        """Return the keys that nobody took."""
        return [name for name in self.block if name not in self.taken]

    def finish(self) -> None:
        """Refuse keys that nobody took.

        :raises Fault: for the first of them.
        """
        for name in self.strays():
            known = ", ".join(sorted(self.taken))
            raise self.wrong(
                name,
                f"the unknown key {name}",
                (f"คีย์ที่รู้จัก: {known}", f"one of the keys {known}"),
                ("ลบหรือแก้ชื่อคีย์ และใส่เครื่องหมายคำพูดรอบประโยค", "Remove or correct the key, and quote every sentence."),
            )
