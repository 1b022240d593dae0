"""What waits for what: the bank and a closing for nobody, paper for both."""

from consultation.actions import hearing_schedule
from services.actions import timetable
from welfare.actions import bank_messages, batches_sending, deciding, letters


def test_money_and_closings_go_before_cases_and_cases_before_letters():
    on_time = {timetable.publish_due_versions.priority, hearing_schedule.turn_hearings.priority}
    money = {
        job.priority
        for job in (
            batches_sending.write,
            batches_sending.deliver,
            bank_messages.collect_messages,
            bank_messages.read_message,
            bank_messages.apply_lines,
        )
    }

    assert min(on_time) > max(money)
    assert min(money) > deciding.decide_submitted.priority > letters.issue_letter.priority
