"""An office's own rules, what is wrong with a rules file, where a rule was met, and texts that are made to take long."""

from __future__ import annotations

import re
import time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locale.texts import Texts
from bot.rules.secrecy.normal import normal, plain
from bot.rules.secrecy.personal import mask
from bot.rules.secrecy.rulebook import Screening, built_in, read_rules, rulebook
from bot.views.common.secrecy import RULES, rule_name
from tests.support.table import each_row

OWN = """
[[rule]]
id = "reservoir"
name = "水库蓄水量"
class = "hold"
words = ["红岩水库蓄水量"]

[[rule]]
id = "reservoir_public"
class = "pass"
words = ["公布红岩水库蓄水量"]

[[rule]]
id = "plan"
class = "block"
in = "file_name"
words = ["应急预案"]
pattern = '应急预案[(]内部[)]'
"""


def test_an_office_s_own_rules_count_beside_the_built_in_ones() -> None:
    rules = rulebook(read_rules(OWN))
    assert rules.count == rulebook().count + 2  # a mention is no rule that alarms
    assert rules.screen("红岩水庫 蓄水量下降").rule == "reservoir"
    assert rules.screen("机密★5年").rule == "star"


def test_officers_read_every_rule_in_words_and_an_offices_own_by_the_name_it_gave() -> None:
    rules = rulebook(read_rules(OWN))
    assert [rules.name_of(rule) for rule in ("reservoir", "plan", "star")] == ["水库蓄水量", "plan", "star"]
    alarms = {rule.id for rule in built_in() if rule.screening is not Screening.CLEAR}
    assert alarms <= RULES.keys()
    t = Texts("zh", ZoneInfo("Asia/Shanghai"))
    assert rule_name(t, "not_public") == "有“不予公开”“尚未公布”一类用语"
    assert rule_name(t, "水库蓄水量") == "水库蓄水量"


def test_a_mention_of_the_office_s_own_lets_the_word_pass() -> None:
    rules = rulebook(read_rules(OWN))
    assert rules.screen("公布红岩水库蓄水量").screening is Screening.CLEAR
    assert rules.screen("公布红岩水库蓄水量。红岩水库蓄水量另附").screening is Screening.HOLD


def test_a_rule_about_file_names_leaves_texts_alone() -> None:
    rules = rulebook(read_rules(OWN))
    assert rules.screen("应急预案(内部).docx", file_name=True).screening is Screening.BLOCK
    assert rules.screen("应急预案(内部)").screening is Screening.CLEAR


def test_a_verdict_says_where_in_the_text_as_it_was_written() -> None:
    text = "据了解，此件为 工\u200b作 秘密，请收好"
    verdict = rulebook().screen(text)
    assert [text[start:end] for start, end in verdict.spans] == ["工\u200b作 秘密"]


def test_block_goes_before_hold() -> None:
    assert rulebook().screen("内部文件\n机密★5年").screening is Screening.BLOCK


@each_row(
    ("content", "words"),
    [
        ('[[rule]]\nid = "a"\nclass = "ban"\nwords = ["甲乙"]', "rule a: class: write block, hold or pass"),
        (
            '[[rule]]\nid = "a"\nclass = "hold"\nwords = "甲乙"',
            "rule a: words: write a list of 1 to 2000 words",
        ),
        (
            '[[rule]]\nid = "a"\nclass = "hold"\nwords = ["甲"]',
            "rule a: words: '甲': write 2 to 40 characters",
        ),
        (
            '[[rule]]\nid = "a"\nclass = "hold"\nwords = ["甲乙"]\npattern = "("',
            "rule a: pattern: missing ), unterminated subpattern at position 0",
        ),
        (
            '[[rule]]\nid = "A b"\nclass = "hold"\nwords = ["甲乙"]',
            "rule 1: id: write 1-40 of a-z, 0-9 and _, a letter first",
        ),
        ('[[rule]]\nid = "a"\nclass = "hold"\nword = ["甲乙"]', "rule a: unknown key word"),
        (
            '[[rule]]\nid = "a"\nclass = "hold"\nin = "title"\nwords = ["甲乙"]',
            "rule a: in: write text or file_name, or leave it out for both",
        ),
        (
            '[[rule]]\nid = "a"\nclass = "hold"\nwords = ["art"]',
            "rule a: words: 'art': write a word with Chinese characters, or a pattern beside the words",
        ),
        ('[rules]\nid = "a"', "rules: write a table [[rule]] for each rule, and nothing else"),
    ],
)
def test_what_is_wrong_with_a_rules_file_is_said_with_what_is_allowed(content: str, words: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(words)}$"):
        read_rules(content)


def test_an_id_is_taken_once() -> None:
    own = read_rules('[[rule]]\nid = "star"\nclass = "hold"\nwords = ["甲乙"]')
    with pytest.raises(ValueError, match="rule star: this id is taken"):
        rulebook(own)


def test_each_built_in_rule_has_an_id_of_its_own() -> None:
    assert len({rule.id for rule in built_in()}) == len(built_in())


@each_row(
    "text",
    [
        "1" * 4000 + "机密",
        "s " * 4000 + "secret x",
        "strictly " * 800 + "secret x",
        "Copy no 1 " * 800 + "confidential x",
        "secret" * 1000,
        "internal use only " * 400,
        "机密" * 2000,
        "机" * 4000 + "秘密",
        "-" * 4000 + "秘密x",
        "_\n" * 2000 + "机密x",
        "机密:" + ":" * 4000 + "x",
        "特急" * 2000 + "机密x",
        "★" * 4000,
        "@" + "a" * 4000 + "机密x",
        "#" * 4000 + "机密x",
        "密级" * 2000 + "秘密x",
        "内部" * 2000,
        "1 3 8 " * 1300,
        "138-" * 1000,
        "6222 " * 800,
        "511525 " * 600,
        "川A" * 2000,
        "\u200b" * 4000 + "机密x",
    ],
)
def test_no_text_takes_long(text: str) -> None:
    begun = time.process_time()
    rulebook().screen(text)
    mask(text)
    assert time.process_time() - begun < 0.5


ODD = "机密★☆⭐\u200b\ufeff\u00ad 機祕絕\n\r\t\u3000\u2028１Ａ（）〔㎡①\uf9d1\u2f00内部5年x\x07\u0301"


@given(st.text(st.sampled_from(ODD), max_size=40))
def test_the_quick_form_of_a_text_is_the_one_that_knows_the_places(text: str) -> None:
    assert plain(text) == normal(text).text


def test_a_long_text_with_a_hidden_word_takes_no_long_time() -> None:
    text = "六月三日，云茶镇组织開展地质灾害隐患排查★内部管理。\n" * 20_000
    begun = time.process_time()
    assert rulebook().screen(text).screening is Screening.CLEAR
    assert time.process_time() - begun < 5


def test_a_grade_behind_unit_and_name_is_the_name_in_a_request_to_join() -> None:
    """Where 申请加入 is pressed the answer has no command before it."""
    for text in ("云茶镇 王小明 机密", "水利局 李四 绝密件"):
        assert rulebook().screen(text).rule == "join_name", text
    assert rulebook().screen("云茶镇 王小明 保守秘密").screening is Screening.CLEAR
