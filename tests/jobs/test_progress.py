"""The bar of long commands."""

import io

from superapp.jobs.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_log_file_gets_at_most_eleven_lines():
    log = io.StringIO()

    with Progress("Verifying", 1000, log) as progress:
        for _ in range(1000):
            progress.step()

    counts = [line.split()[1] for line in log.getvalue().splitlines()]
    assert counts == [f"{count}/1000" for count in range(0, 1001, 100)]


def test_a_terminal_gets_a_bar_on_one_line():
    terminal = Terminal()

    with Progress("Verifying", 4, terminal) as progress:
        progress.step(2)
        progress.step(2)

    text = terminal.getvalue()
    assert text.count("\n") == 1
    drawn = [part.split("]")[0] + "]" for part in text.strip().split("\r")[0:] if part]
    assert drawn == [f"[{'.' * 40}]", f"[{'#' * 20}{'.' * 20}]", f"[{'#' * 40}]"]


def test_nothing_to_do_is_finished_at_once():
    log = io.StringIO()

    with Progress("Verifying", 0, log):
        pass

    assert log.getvalue().startswith("Verifying 0/0")
