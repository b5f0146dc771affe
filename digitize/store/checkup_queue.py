"""Check-up of a Redis or Valkey server."""

import secrets
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import (
    AuthenticationError,
    BusyLoadingError,
    NoPermissionError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
)
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry

from digitize.store.checkup import Check, check_clock, is_this_machine, now

_PART = "Redis"
_OLDEST = (6, 2)
_SECONDS = 5.0
_CANARY_MILLISECONDS = 10_000
_FORM = "REDIS_URL=redis://người-dùng:mật-khẩu@máy:cổng/0, rediss://… (TLS) hoặc unix:///đường/dẫn.sock"

_REFUSALS: tuple[tuple[type[RedisError], tuple[str, str]], ...] = (
    (
        AuthenticationError,
        ("sai tên người dùng hoặc mật khẩu, hoặc thiếu", "sửa REDIS_URL, hoặc đặt lại bằng ACL SETUSER"),
    ),
    (
        NoPermissionError,
        ("người dùng này thiếu quyền", "ACL SETUSER … ~rq:* &rq:* +@all -@dangerous -@admin +info"),
    ),
    (BusyLoadingError, ("máy chủ đang nạp dữ liệu", "chờ rồi thử lại")),
    (ReadOnlyError, ("máy chủ chỉ cho đọc", "trỏ REDIS_URL vào máy chủ chính, không phải bản sao")),
    (OutOfMemoryError, ("hết bộ nhớ", "tăng maxmemory")),
    (
        RedisTimeoutError,
        ("máy chủ không trả lời", "kiểm tra máy chủ, mạng và tường lửa; rediss:// chỉ khi có TLS"),
    ),
)
"""What the client raises, first match wins; its words may quote a piece of a badly written secret."""

_OTHERWISE = ("kết nối không được", "khởi động Redis; kiểm tra máy, cổng và chứng thư trong REDIS_URL")


def check_queue(url: str) -> Iterator[Check]:
    """Say whether a Redis server is there, new enough, may be written to, and keeps what it was given."""
    try:
        client = Redis.from_url(
            url, socket_connect_timeout=_SECONDS, socket_timeout=_SECONDS, retry=Retry(NoBackoff(), 0)
        )
    except ValueError:
        yield Check(_PART, False, "địa chỉ không đúng dạng", _FORM)
        return
    try:
        with closing(client):
            info = client.info()
            yield _version(info)
            yield _keeps(info)
            yield _room(info)
            yield _clock(client)
            yield _writes(client)
    except (RedisError, TypeError) as error:
        # An option that is unknown is a TypeError of the client's, and only when it connects.
        yield Check(_PART, False, *_refusal(error))
    else:
        yield _secrecy(client, url)


def _version(info: dict[str, Any]) -> Check:
    version = str(info["redis_version"])
    fit = tuple(int(number) for number in version.split(".")[:2]) >= _OLDEST
    valkey = info.get("valkey_version")
    told = f"Valkey {valkey} (như Redis {version})" if valkey else f"phiên bản {version}"
    return Check(_PART, fit, told, "" if fit else "nâng lên Redis 6.2 trở lên, hoặc Valkey")


def _keeps(info: dict[str, Any]) -> Check:
    part = f"{_PART}: ghi bền (AOF)"
    if not info["aof_enabled"]:
        return Check(
            part, False, "tắt: máy chủ khởi động lại là mất hàng đợi", "appendonly yes, appendfsync everysec"
        )
    if info.get("aof_last_write_status") != "ok":
        return Check(part, False, "lần ghi cuối hỏng", "xem nhật ký của Redis và chỗ trống trên đĩa của nó")
    return Check(part, True, "bật")


def _room(info: dict[str, Any]) -> Check:
    part, policy = f"{_PART}: bộ nhớ", str(info["maxmemory_policy"])
    if policy != "noeviction":
        found = f"maxmemory-policy {policy}: đầy là bỏ việc đang chờ"
        return Check(part, False, found, "maxmemory-policy noeviction")
    return Check(part, True, f"noeviction, đang dùng {info['used_memory'] / (1 << 20):.0f} MiB")


def _clock(client: Redis) -> Check:
    before = now()
    seconds, microseconds = client.time()
    theirs = datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=microseconds)
    return check_clock(_PART, before, theirs, now())


def _writes(client: Redis) -> Check:
    # Under the names that RQ uses: a user's rights may end there.
    key, song = f"rq:doctor:{secrets.token_hex(8)}", secrets.token_bytes(8)
    client.set(key, song, px=_CANARY_MILLISECONDS)
    heard = client.getdel(key)
    fit = heard == song
    return Check(f"{_PART}: quyền", fit, "ghi, đọc, xóa được" if fit else "thứ đọc lại không phải thứ đã ghi")


def _secrecy(client: Redis, url: str) -> Check:
    part = f"{_PART}: mã hóa đường truyền"
    if url.startswith("rediss:"):
        return Check(part, True, "TLS")
    if url.startswith("unix:") or is_this_machine(client.connection_pool.connection_kwargs.get("host")):
        return Check(part, True, "không ra khỏi máy này")
    return Check(part, True, "không mã hóa", "dùng rediss:// nếu đường mạng không riêng")


def _refusal(error: RedisError | TypeError) -> tuple[str, str]:
    return next((ours for theirs, ours in _REFUSALS if isinstance(error, theirs)), _OTHERWISE)
