"""What does not belong to an item goes, what may belong to it stays, and clean texts are left alone (manual, section 2)."""

from __future__ import annotations

import time

import hypothesis
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.cleaning import Cleaned, Cleanup, clean_item
from bot.rules.punctuation import widen
from tests.support.table import each_row

NOISE, TRADITIONAL, DECORATION, WIDTH = (
    Cleanup.NOISE,
    Cleanup.TRADITIONAL,
    Cleanup.DECORATION,
    Cleanup.WIDTH,
)
CLEAN = (
    "3月1日，云茶镇1.2万亩早茶全面开园，较去年提前10天。截至当日17:30，采摘鲜叶4.6吨，收购价每公斤48元（同比上涨6元）。\n"
    "　　一是组建8支互助队；二是依据GB/T 9704-2012印发明白卡，详见https://example.org/a,b:(c)；(1)分户 (2)分村。\n"
    "①巡查 ②值守 √已办 ×未办 □是 △图一 二○一一年 ※注 甲→乙 25℃ 2×3 “两委” 《通知》 ♀ ●\tGDP"
)
# Pasted from a forum: tails and heads of random signs, lines of nothing else, blanks lost and kept.
PASTED = """近日,高县召开会商会,研究下一步工作。: N3 v; h! O3 f
# [1 I" H+ N5 R+ o; a+ Z/ ^9 R
一、抓好三项工作,在防汛上下功夫& i; Q1 F% d' h4 v' H7 m- ?5 q
/ E0 J$ e2 i, b4 f* q' X
8 D8 t4 G# e& @* p( E2 G- m/ W( @$ y一是逐点排查。截至6月3日,已排查48处,更换警示牌12块;落实监测员36名。
9 Y6 `( E% K6 `6 _
QQ群已建立,完成任务的120%,进度居全市第3位。% F* l1 a( ?- `; D& Y: W- B- @& g9 K( p
" x2 ]% [: h/ O5 q' w" b. V8 [
4 ]6 t$ ^4 {2 B. p# m
(一)加密巡查(每日2次)。;  R* G/ T,  j( F/  I
|"""
UNPASTED = """近日,高县召开会商会,研究下一步工作。
一、抓好三项工作,在防汛上下功夫
一是逐点排查。截至6月3日,已排查48处,更换警示牌12块;落实监测员36名。
QQ群已建立,完成任务的120%,进度居全市第3位。
(一)加密巡查(每日2次)。
|"""


def test_forum_noise_goes_and_no_character_of_the_text_with_it() -> None:
    assert clean_item(PASTED) == Cleaned(UNPASTED, {NOISE: 10})


def test_noise_within_a_line_goes_too_where_a_line_break_was_lost() -> None:
    assert clean_item("上台阶。# s4 {: v( B+ L3 T7 B二、坚持三头并重").text == "上台阶。二、坚持三头并重"


@each_row(
    "line",
    [
        "a b c d e",
        "A4 B5 C6 D7 E8",
        "A. B. C. D. E.",
        "a) b) c) d) e)",
        "| A | B | C | D |",
        "姓名 A B C D E",
        "G5 G8 S4 S9 通车",
    ],
)
def test_what_may_be_a_table_or_codes_stays_until_somebody_says_so(line: str) -> None:
    text = f"各组编号如下：\n{line}\n请核对。"
    assert clean_item(text) == Cleaned(text, {}, (line,))


def test_what_may_be_noise_goes_on_a_word_and_only_at_the_edge_of_its_line() -> None:
    text = "各组编号如下：\nA4 B5 C6 D7 E8\n途经G5 G8 S4 S9高速。"
    assert clean_item(text, with_doubts=True) == Cleaned("各组编号如下：\n途经G5 G8 S4 S9高速。", {NOISE: 1})


def test_beside_certain_noise_a_run_with_few_signs_is_noise_and_codes_are_asked_about_all_the_same() -> None:
    text = "甲。# s4 {: v( B+ L3 T7 B\n乙。! T9 w+ ?; @0 @# n\n丙。4 a5 B6 c% D7 e\nA4 B5 C6 D7 E8"
    assert clean_item(text) == Cleaned("甲。\n乙。\n丙。\nA4 B5 C6 D7 E8", {NOISE: 3}, ("A4 B5 C6 D7 E8",))


@each_row(
    "text",
    [
        "(1) (2) (3) (4) (5)",
        "1. A 2. B 3. C 4. D 5. E",
        "姓名：_ _ _ _ _ _",
        "~ ~ ~ ~ ~ ~",
        "途经G5 G8 S4 S9高速。",
        "I am a reporter of Gao County.",
        "x = a + b - c * d / e",
        "规格：A4 B5",
    ],
)
def test_figures_formulas_and_lines_to_fill_in_are_neither_cleaned_nor_asked_about(text: str) -> None:
    assert clean_item(text) == Cleaned(text)


@each_row(
    ("text", "expected", "count"),
    [
        ("🔥云茶镇早茶开园🔥🎉", "云茶镇早茶开园", 3),
        ("早茶 🍵 上市", "早茶 上市", 1),
        ("👨\u200d👩\u200d👧一家 👍🏽 ☎️值班室 🇨🇳", "一家 值班室", 4),
        ("1️⃣加强领导\n2️⃣、抓好落实", "1.加强领导\n2、抓好落实", 2),
        ("★云茶镇早茶开园★\n◆一是组建\n━━━━━━\n正文", "云茶镇早茶开园\n一是组建\n正文", 3),
        ("🎉🎉\n标题", "标题", 2),
        ("❗采摘4.6吨❗收购价48元❗❗谁来收购❓。", "采摘4.6吨！收购价48元！谁来收购。", 5),
    ],
)
def test_emoji_and_decorative_signs_go_and_are_counted(text: str, expected: str, count: int) -> None:
    assert clean_item(text) == Cleaned(expected, {DECORATION: count})


@each_row(
    "text",
    [
        "★ 表示省采用\n1. 云茶镇早茶提前开园★",
        "│单位│件数│",
        "党建★级评定",
        "●一是组建",
    ],
)
def test_signs_that_say_something_stay(text: str) -> None:
    assert clean_item(text) == Cleaned(text)


@each_row(
    ("text", "expected", "count"),
    [
        ("完成１２０％", "完成120%", 1),
        ("采摘４．６吨，ＱＱ群", "采摘4.6吨，QQ群", 2),
        ("ＧＢ／Ｔ　９７０４－２０１２", "GB/T 9704-2012", 1),
        ("１２：３０开会", "12:30开会", 1),
    ],
)
def test_wide_figures_and_letters_become_narrow(text: str, expected: str, count: int) -> None:
    assert clean_item(text) == Cleaned(expected, {WIDTH: count})


def test_traditional_characters_become_simplified_by_phrases() -> None:
    text = "高縣地質災害防治會議要求各鄉鎮瞭解著名的乾隆碑和烘乾房"
    assert clean_item(text) == Cleaned(
        "高县地质灾害防治会议要求各乡镇了解著名的乾隆碑和烘干房", {TRADITIONAL: 5}
    )


def test_names_on_the_roster_stay_as_they_are_written() -> None:
    text = "高縣鍾麗報送：於潛鎮發現災害隱患，李四已到場"
    cleaned = clean_item(text, names=["鍾麗", "於潛鎮", "李四", "王五"])
    assert cleaned == Cleaned("高县鍾麗报送：於潛鎮发现灾害隐患，李四已到场", {TRADITIONAL: 5})


def test_up_to_a_hundredth_of_traditional_characters_stays() -> None:
    few = "云茶镇早茶提前开园" * 11 + "於"  # 1 of 100
    assert clean_item(few) == Cleaned(few)
    assert clean_item(few[1:]).counts == {TRADITIONAL: 1}  # 1 of 99


@each_row(
    ("text", "expected", "count"),
    [
        ("近日,高县召开会议,要求:一是抓早", "近日，高县召开会议，要求：一是抓早", 3),
        ("增长22%,同比多5人,1人获奖", "增长22%，同比多5人，1人获奖", 2),
        ("云茶镇(含A区)和(一)(2)", "云茶镇（含A区）和（一）(2)", 4),
        ("(云茶镇),3人", "（云茶镇），3人", 3),
        ("高县, 宜宾", "高县，宜宾", 1),
        ("时间:12:30至14:00,共1,200人", "时间:12:30至14:00，共1,200人", 1),
        (
            "见https://example.org/a,b:(茶)c,详见www.a.cn:80,d",
            "见https://example.org/a,b:(茶)c，详见www.a.cn:80,d",
            1,
        ),
        ("依据GB/T 9704-2012(1),a:b,(c)", "依据GB/T 9704-2012(1),a:b,(c)", 0),
    ],
)
def test_marks_between_chinese_characters_become_full_width_and_no_others(
    text: str, expected: str, count: int
) -> None:
    assert widen(text) == (expected, count)


def test_a_clean_text_comes_out_as_the_same_object() -> None:
    assert clean_item(CLEAN).text is CLEAN
    assert clean_item(CLEAN) == Cleaned(CLEAN)
    assert widen(CLEAN) == (CLEAN, 0)


_ORDINARY = st.text(alphabet="高县云茶镇开园0123456789.%，。：；（）《》“”、\n　ABCabc-")
_ANYTHING = st.text() | st.text(alphabet="高縣質★◆🔥️⃣１Ａ％，,:() \n#n8rK9Q%y#*|_")


@given(_ORDINARY)
def test_a_text_of_ordinary_characters_is_never_changed(text: str) -> None:
    assert clean_item(text) == Cleaned(text)
    assert widen(text) == (text, 0)


@given(_ANYTHING)
def test_cleaning_what_is_clean_changes_nothing(text: str) -> None:
    first = clean_item(text)
    once, _ = widen(first.text)
    again = clean_item(once)
    assert (again.text, dict(again.counts)) == (once, {})
    assert widen(once) == (once, 0)
    assert bool(first.counts) == (first.text != text)


def test_a_rare_character_whose_simplified_form_hardly_any_font_has_stays() -> None:
    assert clean_item("襰國") == Cleaned("襰国", {Cleanup.TRADITIONAL: 1}, ())
    assert clean_item("襰").text == "襰"


@hypothesis.example("襰")
@given(_ANYTHING)
def test_cleaning_takes_no_chinese_character_out(text: str) -> None:
    def chinese(of: str) -> int:
        return sum("\u4e00" <= char <= "\u9fff" for char in of)

    cleaned = clean_item(text, with_doubts=True).text
    assert chinese(widen(cleaned)[0]) == chinese(text)


@each_row(
    "piece",
    ["a! b? ", "(高", "★\n", " ★", "🔥 ", "１．", "國", "a:// ", "a b ", "www.", "# s4 {: v( B+ L3\n"],
)
def test_a_hostile_text_takes_no_longer_than_its_length(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    begun = time.process_time()
    widen(clean_item(text).text)
    assert time.process_time() - begun < 2
