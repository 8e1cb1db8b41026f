"""What PostgreSQL refuses, as whoever runs the desk reads it: what to see to in their language, the server's words behind."""

from __future__ import annotations

from socket import gaierror
from zoneinfo import ZoneInfo

import asyncpg
import pytest

from bot.errors import StoreAway
from bot.locale.texts import Texts
from bot.store.postgres.adapter import store_error
from tests.support.table import each_row

_EXCEPTIONS = asyncpg.exceptions


@each_row(
    "error, words",
    [
        (_EXCEPTIONS.InvalidPasswordError, "storage.url 里的密码不对（x，28P01）"),
        (
            _EXCEPTIONS.InvalidAuthorizationSpecificationError,
            "服务器不允许该用户登录，请检查服务器的 pg_hba.conf（x，28000）",
        ),
        (_EXCEPTIONS.InvalidCatalogNameError, "没有这个数据库（x，3D000）"),
        (_EXCEPTIONS.InsufficientPrivilegeError, "storage.url 里的用户权限不足（x，42501）"),
        (_EXCEPTIONS.DiskFullError, "服务器磁盘已满（x，53100）"),
        (_EXCEPTIONS.TooManyConnectionsError, "服务器连接数已满（x，53300）"),
        (_EXCEPTIONS.ReadOnlySQLTransactionError, "服务器只读，可能是备用库（x，25006）"),
        (_EXCEPTIONS.CannotConnectNowError, "服务器正在启动或关闭（x，57P03）"),
        (_EXCEPTIONS.AdminShutdownError, "服务器正在关闭（x，57P01）"),
        (_EXCEPTIONS.ConnectionDoesNotExistError, "x（08003）"),
        (
            _EXCEPTIONS.UniqueViolationError,
            "UniqueViolationError（23505）",
        ),  # its own words may quote a value
        (ConnectionRefusedError, "服务器不接受连接，可能没有启动（x）"),
        (gaierror, "找不到该服务器地址（x）"),
        (TimeoutError, "没有及时应答"),
    ],
)
def test_a_refusal_is_told_in_words(error: type[Exception], words: str) -> None:
    t = Texts("zh", ZoneInfo("Asia/Shanghai"))
    assert t.told(store_error(error("x"))) == f"PostgreSQL：{words}"


@pytest.mark.parametrize("error", [_EXCEPTIONS.CannotConnectNowError, _EXCEPTIONS.AdminShutdownError])
def test_a_server_that_is_starting_or_stopping_is_waited_for(error: type[Exception]) -> None:
    assert isinstance(store_error(error("x")), StoreAway)
