"""Settings: the file, the environment, what is refused and how it is named (manual, section 8)."""

from __future__ import annotations

import re
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from bot.config import Settings, build, load
from bot.errors import ConfigError
from tests.support.table import each_row

ROOT = Path(__file__).resolve().parents[1]


def write(folder: Path, text: str) -> Path:
    """A settings file."""
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_file_holds_every_default_and_nothing_else() -> None:
    shipped = tomllib.loads((ROOT / "config.toml").read_text(encoding="utf-8"))
    assert build(shipped) == Settings()
    assert keys_of(shipped) == keys_of_model(Settings()) - {"points.versions", "review.sentences", "feeds"}


def keys_of(values: dict[str, Any], prefix: str = "") -> set[str]:
    """Every leaf key of a settings file, dotted; a free table counts as one."""
    found: set[str] = set()
    for key, value in values.items():
        name = f"{prefix}{key}"
        found |= (
            keys_of(value, f"{name}.")
            if isinstance(value, dict)
            and name not in ("quota.units", "points.levels", "points.posts", "fees.levels")
            else {name}
        )
    return found


def keys_of_model(model: BaseModel, prefix: str = "") -> set[str]:
    """Every leaf key that the settings know."""
    found: set[str] = set()
    for key in type(model).model_fields:
        value = getattr(model, key)
        found |= (
            keys_of_model(value, f"{prefix}{key}.") if isinstance(value, BaseModel) else {f"{prefix}{key}"}
        )
    return found


def test_relative_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    settings = load(write(tmp_path, '[storage]\nurl = "sqlite:///x/desk.db"\nfiles = "y"'))
    assert settings.database_path == tmp_path / "x" / "desk.db"
    assert settings.storage.files == tmp_path / "y"


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_STORAGE__URL", "sqlite:////srv/a.db")
    monkeypatch.setenv("DESK_DESK__OWNERS", "[7, 8]")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "from-the-environment")
    settings = load(write(tmp_path, '[telegram]\ntoken = "in-the-file"\nproxy = "socks5://h:1"'))
    assert settings.database_path == Path("/srv/a.db")
    assert settings.desk.owners == (7, 8)
    assert (settings.telegram.token, settings.telegram.proxy) == ("from-the-environment", "socks5://h:1")


@each_row(
    "cron",
    [
        "0 9 31 * *",
        "0 9 29 feb *",
        "0 9 31 9/3 *",
        "0 9 30 2,4 *",
        "0 9 last feb *",
        "0 9 31 jan-feb *",
        "0 9 31,1 2 *",
    ],
)
def test_a_day_that_some_month_has_is_taken(tmp_path: Path, cron: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f"[schedule.demands]\ncron = '{cron}'", encoding="utf-8")
    assert load(path).schedule.demands.cron == cron


def test_a_post_changes_only_what_it_names(tmp_path: Path) -> None:
    settings = load(write(tmp_path, '[schedule.shortfall]\ncatch_up = "12h"'))
    assert settings.schedule.shortfall.cron == "30 9 1 * *"
    assert settings.schedule.shortfall.catch_up == timedelta(hours=12)


@each_row(
    ("text", "words"),
    [
        ("[desk]\nnmae = 'x'", "desk.nmae: unknown key"),
        ("[schedule.shortfal]\ncron = '0 9 * * *'", "schedule.shortfal: unknown key"),
        ("[quota]\npart_times = 4", "quota.part_times: unknown key; there are: full_time, part_time, units"),
        (
            "[[channels]]\nkey = '市'\nname = '市'\nlevel = 2\npoint = 2",
            "channels.0.point: unknown key; there are: fee, key",
        ),
        *(
            (f"[schedule.demands]\ncron = '{cron}'", "schedule.demands.cron")
            for cron in (
                *("99 9 1 * *", "30 25 1 * *", "30 9 32 * *", "30 9 0 * *", "30 9 1 13 *", "a b c d e"),
                *(
                    "0 9 * * 星期一",
                    "0 9 * * fri-mon",
                    "0 9 5-1 * *",
                    "*/0 9 * * *",
                    "*/90 9 * * *",
                    "0 9 * jan/2 *",
                    "0 9 1,,2 * *",
                    "0 9 30 feb *",
                    "0 9 31 4,6-6,9/2 *",
                ),
            )
        ),
        ("[schedule.demands]\ncron = '0 9 * * 1'", "schedule.demands.cron"),
        ("[schedule.demands]\ncron = '0 9 * *'", "five fields"),
        ("[schedule.demands]\ncatch_up = 'soon'", "catch_up"),
        ("[desk]\ntimezone = 'Mars/Olympus'", "desk.timezone = 'Mars/Olympus'"),
        ("[desk]\nday_start = 18:00:00", "must be later than desk.day_start (18:00:00)"),
        ("[desk]\nday_end = 08:30:00", "desk.day_end"),
        ("[desk]\nlanguage = 'fr'", "'zh' or 'en'"),
        ("[quota]\npart_time = -1", "quota.part_time = -1"),
        ("[storage]\nurl = 'mysql://x'", "storage.url"),
        ("[telegram]\nproxy = 'ftp://x'", "telegram.proxy"),
        ("[[channels]]\nkey = '市 里'\nname = 'x'\nlevel = 2", "channels.0.key = '市 里'"),
        ("[[channels]]\nkey = '市'\nname = 'x'\nlevel = 5", "channels.0.level = 5"),
        (
            "[[channels]]\nkey='市'\nname='a'\nlevel=2\n[[channels]]\nkey='市'\nname='b'\nlevel=2",
            "two channels have the key '市'",
        ),
        (
            "[points]\nmulti_level = 'most'",
            "points.multi_level = 'most': write 'highest' or 'cumulative'",
        ),
        ("[[feeds]]\nname='a'\nurl='ftp://a.example/x'", "feeds.0.url = 'ftp://a.example/x'"),
        ("[[feeds]]\nname='a'\nurl='file:///etc/passwd'", "write http:// or https:// and a host"),
        (
            "[[feeds]]\nname='a'\nurl='https://u:p@a.example/x'",
            "feeds.0.url = 'https://***@a.example/x'",
        ),
        ("[[feeds]]\nname='a'\nurl='https://a.example/x'\nevery='10s'", "feeds.0.every"),
        ("[[feeds]]\nname='a'\nurl='https://a.example/x'\nevery='0m'", "feeds.0.every"),
        (
            "[[feeds]]\nname='a'\nurl='https://a.example'\n[[feeds]]\nname='a'\nurl='https://b.example'",
            "two sources have the same name",
        ),
        ("[points.levels]\n'2' = { '单条' = 2.005 }", "at most two decimals"),
        ("[points.levels]\n'2' = { '快报' = 2 }", "points.levels.2.快报"),
        ("[points.levels]\n'5' = { '单条' = 2 }", "'1', '2', '3' or '4'"),
        ("[[points.versions]]\nlevels = {}", "points.versions.0.from"),
        (
            "[[points.versions]]\nfrom = 2027-01-01\n[[points.versions]]\nfrom = 2026-01-01",
            "each needs a later `from`",
        ),
        (
            "[[review.reasons]]\nkey='slow'\nzh='太慢'\nen='Slow'\n[review.sentences]\nslow='请快些'",
            "write either [[review.reasons]] or [review.sentences]",
        ),
        (
            "[review.sentences]\nslow='请快些'",
            "[review.sentences] names slow, which is no reason; there are incomplete",
        ),
        (
            "[[review.reasons]]\nkey='other'\nzh='其他'\nen='Other'",
            '"other" is kept for reasons that are typed',
        ),
        (
            "[[review.reasons]]\nkey='a'\nzh='甲'\nen='A'\n[[review.reasons]]\nkey='a'\nzh='乙'\nen='B'",
            "has the key a more than once",
        ),
        (
            "[bulletin]\ntemplate = 'a.doc'",
            "bulletin.template = 'a.doc': write the path of a .docx file",
        ),
        (
            "[bulletin]\nname = '《高县政务信息》'",
            "bulletin.name = '《高县政务信息》': write the name without",
        ),
        ('[bulletin]\nto_above = "甲\\n乙"', "bulletin.to_above = '甲\\n乙': write one line"),
        (
            "[bulletin]\nfirst_number = 0",
            "bulletin.first_number = 0: write 1 or more",
        ),
        (
            "[bulletin]\nsigners = ['王主任']",
            "bulletin.signers.0 = '王主任': write a whole number",
        ),
        # A number of seconds would be read in another zone than the desk's, one without a unit as seconds.
        ("[desk]\nday_start = 8", "desk.day_start = 8: write a time of day, for example 08:30:00"),
        ("[desk]\nday_end = '17:30Z'", "desk.day_end = '17:30Z': write a time of day"),
        ("[schedule.demands]\ncatch_up = -1", "catch_up = -1: write a number and m, h, d or w in quotes"),
        ("[desk]\nhandle_within = '0m'", """desk.handle_within = '0m': write "1m" or more"""),
        ("[desk]\nowners = 123", "desk.owners = 123: write a list in square brackets"),
        ("[desk]\nowners = [-1001234]", "desk.owners.0 = -1001234: write a person's numeric Telegram id"),
        ("[secrecy]\nofficers = [99999999999999999999]", "secrecy.officers.0 = 9999"),
        ("[desk]\nowners = [true]", "desk.owners.0 = True: write a whole number"),
        ("[desk]\nname = ' '", "desk.name = ' ': write a word"),
        ("[desk]\nthemes = ['']", "desk.themes.0 = '': too short: write 1 or more"),
        ('[desk]\nduty_phone = "1\\n2"', "write one line"),
        (f"[desk]\nlanguage = '{'x' * 5000}'", f"desk.language = '{'x' * 59}…: write 'zh' or 'en'"),
        ("desk = 'x'", "desk = 'x': write a table: its keys, each on a line of its own under [desk]"),
        (
            "[channels]\nkey = '市'",
            "channels = (hidden): write each as a table of its own under [[channels]]",
        ),
        ("[[channels]]\nname = '市'\nlevel = 2", "channels.0.key is missing: write it"),
        (
            "[[channels]]\nkey='市'\nname='a'\nlevel=2\npoints={'单挑'=2}",
            "channels.0.points.单挑 = '单挑': write '综合', '单条', '约稿' or '专报'",
        ),
        ("[[channels]]\nkey='市'\nname='a'\nlevel=2\nfee=-2", "channels.0.fee = -2: write 0 or more"),
        ("[fees.levels]\n'1' = -5", "fees.levels.1.约稿 = -5: write 0 or more; and 1 more"),
        (
            "[[appraisal.awards]]\nname='a'\nnumbr=1\nfor='unit'\nnumber=1",
            "appraisal.awards.0.numbr: unknown key; there are: for, name, number",
        ),
        ("[review]\nreasons=[{key='A B', zh='a', en='b'}]", "write small letters a-z, digits and _"),
        ("[telegram]\nbase_url = 'api.telegram.org/bot'", "write http:// or https:// and a host"),
        ("[storage]\nurl = 'data/desk.db'", "write sqlite:///FILE or postgresql://USER:PASSWORD@HOST"),
        ("[storage]\nurl = 'postgresql://u:p@h:abc/d'", "storage.url = 'postgresql://***@h:abc/d'"),
        ("[storage]\nfiles = ''", "storage.files = '': write the path of a folder"),
        ("[backup]\nfolder = ' '", "backup.folder = ' ': write the path of a folder"),
        (
            "[calendar]\ndays_off = [2027-02-06]\nworkdays = [2027-02-06]",
            "2027-02-06 stands in calendar.days_off too",
        ),
        ("[calendar]\ndays_off = ['2027-2-6']", "= '2027-2-6': write a day, for example 2027-02-06"),
        (
            "[[feeds]]\nname='a'\nurl='http://h/'\nallow='http://h/'",
            "write the host alone, exactly as in url",
        ),
        ("[[feeds]]\nname='a'\nurl='http://h/'\nwords=[' ']", "feeds.0.words.0 = ' ': write a word"),
        ("desk = ", "cannot be read"),
    ],
)
def test_a_fault_names_key_value_and_what_is_allowed(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(write(tmp_path, text))
    assert words in str(caught.value)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 300
    assert "hould" not in str(caught.value) and "pattern" not in str(caught.value)  # a library's words


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DESK_STORAGE_URL", "sqlite:///x", "DESK_STORAGE_URL: write two underscores after the section"),
        ("DESK_STORGE__URL", "sqlite:///x", "DESK_STORGE__URL: unknown section; there are: appraisal"),
        ("DESK_STORAGE__ULR", "sqlite:///x", "storage.ulr: unknown key; there are: files, url"),
        (
            "DESK_DESK__OWNERS",
            "x",
            "the environment: a variable DESK_DESK… is no JSON: write a list as [1, 2]",
        ),
        ("DESK_DESK__OWNERS", "123", "desk.owners = 123: write a list in square brackets"),
    ],
)
def test_a_misspelt_variable_is_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv("DESK_LOG_DIR", "another program's")
    load(write(tmp_path, ""))
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError) as caught:
        load(write(tmp_path, ""))
    assert words in str(caught.value)


def test_a_level_without_a_channel_of_ones_own_keeps_its_default(tmp_path: Path) -> None:
    row = "[[channels]]\nkey = '宜宾'\nname = '宜宾政务'\nlevel = 2"
    assert [channel.key for channel in load(write(tmp_path, row)).channels] == ["县", "宜宾", "省", "国"]


def test_a_version_of_the_rule_book_keeps_what_it_does_not_name(tmp_path: Path) -> None:
    text = "[points.levels]\n'1' = { '单条' = 2 }\n[[points.versions]]\nfrom = 2027-01-01\nlevels = { '2' = { '单条' = 3 } }"
    (first, before), (day, after) = load(write(tmp_path, text)).points.dated()
    assert (first, before.levels["1"]["单条"], before.levels["2"]["单条"]) == (date.min, 2, 2)
    assert (day, after.levels["1"]["单条"], after.levels["2"]["单条"]) == (date(2027, 1, 1), 2, 3)
    assert (after.levels["2"]["约稿"], after.multi_level) == (5, "highest")


def test_a_wrong_token_is_not_shown(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(write(tmp_path, "[telegram]\ntoken = 123456"))
    assert "123456" not in str(caught.value)


SECRET = "Abc-123_xyz"
WEBHOOK = f"[telegram]\nmode = 'webhook'\n[telegram.webhook]\nsecret_token = '{SECRET}'\n"


@each_row(
    "url",
    [
        "https://desk.example",
        "https://desk.example:8443/a/b",
        "http://127.0.0.1:80/hook",
        "http://[::1]:8080/x",
    ],
)
def test_webhook_mode_takes_an_address_that_telegram_can_post_to(tmp_path: Path, url: str) -> None:
    settings = load(write(tmp_path, f"{WEBHOOK}url = '{url}'"))
    assert (settings.telegram.webhook.url, settings.telegram.webhook.secret_token) == (url, SECRET)
    assert SECRET not in repr(settings)


@each_row(
    "url",
    [
        "http://desk.example/hook",
        "http://127.0.0.1.evil.example/",
        "ftp://desk.example",
        "desk.example",
        "https://",
        "https:///hook",
        "https://user:word@desk.example/",
        "https://desk.example/hook?x=1",
        "https://desk.example/hook#x",
        "https://desk.example/{x}",
        "https://desk.example:99999/",
        "https://desk example/",
        "https://desk.example/hook\\n",
        "https://desk.example:8444/hook",
    ],
)
def test_an_address_that_telegram_cannot_post_to_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigError, match=r"^telegram\.webhook\.url = "):
        load(write(tmp_path, f'{WEBHOOK}url = "{url}"'))


@each_row("secret", ["with space", "密钥密钥", "a" * 257, "x!", "line\\n"])
def test_a_secret_that_telegram_would_not_take_is_refused_and_not_shown(tmp_path: Path, secret: str) -> None:
    with pytest.raises(ConfigError, match=r"^telegram\.webhook\.secret_token = \(hidden\)") as caught:
        load(write(tmp_path, f'[telegram.webhook]\nsecret_token = "{secret}"'))
    assert secret not in str(caught.value)


def test_webhook_mode_asks_for_address_and_secret_and_polling_does_not(tmp_path: Path) -> None:
    assert load(write(tmp_path, "[telegram]\nmode = 'polling'")).telegram.webhook.url == ""
    with pytest.raises(ConfigError, match=r"^telegram\.webhook\.url is empty"):
        load(write(tmp_path, WEBHOOK))
    with pytest.raises(ConfigError, match=r"^telegram\.webhook\.secret_token is empty"):
        load(write(tmp_path, "[telegram]\nmode = 'webhook'\nwebhook.url = 'https://desk.example/'"))


def test_the_pages_of_health_have_a_port_of_their_own(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^health\.port = 8080: it is telegram\.webhook\.port too"):
        load(write(tmp_path, f"{WEBHOOK}url = 'https://desk.example/'\n[health]\nport = 8080"))


def test_a_wrong_table_does_not_show_what_is_in_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(write(tmp_path, f"[[telegram]]\nwebhook = {{ secret_token = '{SECRET}' }}"))
    assert SECRET not in str(caught.value)


def test_an_office_on_a_server_keeps_its_address_and_tells_nobody_the_password(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    url = "postgresql://desk:hunter2@db.example/desk?sslmode=require"
    path.write_text(f'[storage]\nurl = "{url}"', encoding="utf-8")
    settings = load(path)
    assert settings.storage.url == url and settings.storage.is_shared
    path.write_text('[storage]\nurl = "mysql://desk:hunter2@db.example/desk"', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"storage\.url") as caught:
        load(path)
    assert "hunter2" not in str(caught.value)


def test_the_file_of_one_s_own_rules_is_relative_to_the_settings_file(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[secrecy]\nrules = "rules.toml"', encoding="utf-8")
    assert load(path).secrecy.rules == str(tmp_path / "rules.toml")


def test_the_example_of_a_network_source_in_the_shipped_file_is_one(tmp_path: Path) -> None:
    shipped = (ROOT / "config.toml").read_text(encoding="utf-8")
    example = shipped[shipped.index("# [[feeds]]") :].split("\n\n")[0]
    example = re.sub("^# ", "", example, flags=re.MULTILINE)
    (feed,) = load(write(tmp_path, example)).feeds
    assert (feed.name, feed.words, feed.every) == ("县政府网", ("高县", "早茶"), timedelta(minutes=30))
    assert (feed.allow, feed.proxy) == ("", True)
