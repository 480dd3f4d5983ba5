"""A worker that is killed in the middle of digests, in short; `make torture` plays it with 200 people on both."""

import pytest

from tools.torturing.digests import digests, faults

pytestmark = pytest.mark.server


@pytest.mark.postgresql
def test_everybody_has_one_mail_and_only_who_was_in_hand_at_a_kill_may_have_two(torture_on_postgresql):
    assert digests(torture_on_postgresql, people=30).faults == []


def mails(addresses, number=0):
    return [{"To": address, "Message-ID": f"{address}-{number}"} for address in addresses]


@pytest.mark.parametrize(
    ("box", "in_hand", "sentence"),
    [
        (mails("abbc"), "b", None),
        (mails("abb"), "b", "no mail to ['c']"),
        (mails("abc"), "", "nobody was cut off"),
        (mails("abbcc"), "b", "two mails to ['c']"),
        (mails("abbc"), "bca", "3 digests in hand"),
        (mails("abbbc"), "b", "three mails"),
        (mails("ab") + mails("bc", 1), "b", "for different ones"),
    ],
)
def test_each_fault_of_a_digest_has_its_sentence(box, in_hand, sentence):
    found = faults(box, "abc", in_hand, cut_off=2)
    assert found == [] if sentence is None else any(sentence in each for each in found)
