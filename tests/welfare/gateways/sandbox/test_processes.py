"""Several processes at one bank: each file is taken by one of them, whoever comes first."""

import multiprocessing
from datetime import timedelta
from pathlib import Path

from tests.welfare.gateways.inventing import NOW, batch
from welfare.gateways.channel import Acknowledged
from welfare.gateways.iso20022 import initiation
from welfare.gateways.sandbox.bank import SandboxBank


def now():
    return NOW + timedelta(days=1)


def send(path: Path, files: list[bytes]) -> list[Acknowledged]:
    bank = SandboxBank(path, clock=now)
    answers = [bank.send(file) for file in files]
    bank.settle()
    return answers


def test_three_processes_send_the_same_files(tmp_path: Path):
    path = tmp_path / "bank.sqlite3"
    files = [initiation.build(batch(10, f"FILE-{number}", first=10 * number)).content for number in range(4)]

    with multiprocessing.get_context("spawn").Pool(3) as pool:
        answers = pool.starmap(send, [(path, files)] * 3)

    bank = SandboxBank(path, clock=now)
    assert {type(one) for some in answers for one in some} == {Acknowledged}
    assert sum(not one.was_known for some in answers for one in some) == 4
    assert len(bank.book()) == 40
    assert len({one.end_to_end_id for one in bank.book()}) == 40
