"""Check-up of a PostgreSQL server."""

import re
from collections.abc import Iterator

import sqlalchemy as sa

from digitize.errors import SetupError
from digitize.store.checkup import Check, check_clock, is_this_machine, now
from digitize.store.database import open_engine
from digitize.store.revision import Standing, revision_of, standing
from digitize.store.schema import metadata

_PART = "PostgreSQL"
_OLDEST = 15
_CONNECT_SECONDS = "5"
_FORM = "DATABASE_URL=postgresql://người-dùng:mật-khẩu@máy:cổng/tên; trong mật khẩu viết / : @ # % thành %2F %3A %40 %23 %25"

_REFUSALS = {
    "password authentication failed": (
        "sai tên người dùng hoặc mật khẩu",
        "sửa DATABASE_URL, hoặc đặt lại: ALTER ROLE … PASSWORD …",
    ),
    "no password supplied": ("máy chủ đòi mật khẩu", "ghi mật khẩu vào DATABASE_URL"),
    "no pg_hba.conf entry": (
        "máy chủ không nhận người dùng này từ máy này",
        "thêm dòng scram-sha-256 vào pg_hba.conf rồi nạp lại",
    ),
    "role .* (does not exist|is not permitted)": (
        "người dùng này không có hoặc không được đăng nhập",
        "CREATE ROLE … LOGIN PASSWORD …, hoặc sửa DATABASE_URL",
    ),
    "database .* does not exist": (
        "không có cơ sở dữ liệu này",
        "CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0, hoặc sửa DATABASE_URL",
    ),
    "permission denied for database": (
        "không được vào cơ sở dữ liệu này",
        "GRANT CONNECT ON DATABASE … TO …",
    ),
    "permission denied": (
        "người dùng này không được đọc các bảng",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO …",
    ),
    "too many|connection slots": ("hết chỗ kết nối", "tăng max_connections hoặc bớt tiến trình xử lý"),
    "starting up|shutting down|recovery mode|not yet accepting": (
        "máy chủ đang khởi động hoặc đang dừng",
        "chờ rồi thử lại; xem nhật ký của máy chủ",
    ),
    "ssl|certificate": ("không lập được kết nối mã hóa", "kiểm tra chứng thư và sslmode trong DATABASE_URL"),
    "refused|no such file": (
        "không có máy chủ ở địa chỉ này",
        "khởi động PostgreSQL; kiểm tra máy và cổng trong DATABASE_URL",
    ),
    "timeout|timed out": ("máy chủ không trả lời", "kiểm tra máy chủ, mạng và tường lửa"),
    "resolve|translate": ("không tìm thấy tên máy", "kiểm tra tên máy trong DATABASE_URL và DNS"),
}
"""What the driver says of a connection that fails, first match wins: it gives no SQLSTATE then."""

_OTHERWISE = ("kết nối không được", "xem nhật ký của PostgreSQL; kiểm tra DATABASE_URL")

_ABLE = sa.text(
    "SELECT count(*) FROM unnest(CAST(:tables AS text[])) AS name"
    " CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS right_"
    " WHERE to_regclass(quote_ident(name)) IS NULL OR NOT has_table_privilege(quote_ident(name), right_)"
)
"""How many rights to the product's tables are missing."""


def check_server(url: str) -> Iterator[Check]:
    """Say whether a PostgreSQL server is there, new enough, and fit to keep the tables of the product."""
    try:
        address = sa.make_url(url)
        if not address.drivername.startswith("postgres"):
            raise SetupError
        # The patience of the product is longer than that of whoever waits for a doctor.
        hasty = address.update_query_dict({"connect_timeout": _CONNECT_SECONDS, "client_encoding": "utf8"})
        engine = open_engine(hasty.render_as_string(hide_password=False))
    except (SetupError, sa.exc.ArgumentError, ValueError):
        yield Check(_PART, False, "địa chỉ không đúng dạng", _FORM)
        return
    try:
        with engine.connect() as connection:
            yield _version(connection)
            yield _encoding(connection)
            yield _durability(connection)
            yield _clock(connection)
            yield _tables(connection)
    except sa.exc.DBAPIError as error:
        yield Check(_PART, False, *_refusal(error))
    else:
        yield _secrecy(address)
    finally:
        engine.dispose()


def _version(connection: sa.Connection) -> Check:
    number = int(_show(connection, "server_version_num"))
    fit = number >= _OLDEST * 10_000
    mend = "" if fit else f"nâng máy chủ lên PostgreSQL {_OLDEST} trở lên"
    return Check(_PART, fit, f"phiên bản {number // 10_000}.{number % 10_000}", mend)


def _encoding(connection: sa.Connection) -> Check:
    encoding = _show(connection, "server_encoding")
    fit = encoding == "UTF8"
    mend = "" if fit else "tạo lại cơ sở dữ liệu: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0"
    return Check(f"{_PART}: mã chữ", fit, encoding, mend)


def _durability(connection: sa.Connection) -> Check:
    part = f"{_PART}: ghi bền"
    if _show(connection, "transaction_read_only") == "on":
        return Check(
            part, False, "máy chủ chỉ cho đọc", "trỏ DATABASE_URL vào máy chủ chính, không phải bản sao"
        )
    names = ("fsync", "full_page_writes", "synchronous_commit")
    careless = [name for name in names if _show(connection, name) == "off"]
    if careless:
        off = ", ".join(f"{name} = off" for name in careless)
        return Check(
            part, False, f"{off}: mất điện là mất dữ liệu", "bật lại trong postgresql.conf rồi nạp lại"
        )
    return Check(part, True, "fsync, full_page_writes, synchronous_commit đều bật")


def _clock(connection: sa.Connection) -> Check:
    before = now()
    theirs = connection.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    return check_clock(_PART, before, theirs, now())


def _tables(connection: sa.Connection) -> Check:
    part, revision = f"{_PART}: bảng", revision_of(connection)
    stands = standing(revision)
    if stands is Standing.NEWER:
        return Check(part, False, f"bản {revision}, mới hơn phần mềm này", "nâng cấp phần mềm")
    if stands is Standing.NEWEST:
        missing = connection.execute(_ABLE, {"tables": list(metadata.tables)}).scalar_one()
        mend = "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO …" if missing else ""
        found = f"bản {revision}, mới nhất" + (f"; thiếu {missing} quyền trên các bảng" if missing else "")
        return Check(part, not missing, found, mend)
    able = connection.execute(
        sa.text("SELECT coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)")
    ).scalar_one()
    found = f"bản {revision}, chưa phải mới nhất" if revision else "chưa có bảng"
    if not able:
        return Check(part, False, f"{found}; không có quyền tạo bảng", "GRANT CREATE ON SCHEMA public TO …")
    return Check(part, True, found, "chạy digitize migrate")


def _secrecy(address: sa.URL) -> Check:
    part = f"{_PART}: mã hóa đường truyền"
    host = address.host or str(address.query.get("host", ""))
    if is_this_machine(host) or host.startswith("/"):
        return Check(part, True, "không ra khỏi máy này")
    if address.query.get("sslmode") in ("verify-full", "verify-ca"):
        return Check(part, True, "TLS, có kiểm tra chứng thư")
    return Check(part, True, "không bắt buộc", "thêm ?sslmode=verify-full nếu đường mạng không riêng")


def _show(connection: sa.Connection, setting: str) -> str:
    return str(connection.execute(sa.select(sa.func.current_setting(setting))).scalar_one())


def _refusal(error: sa.exc.DBAPIError) -> tuple[str, str]:
    """Return the driver's complaint in our words: its own may quote a piece of a badly written secret."""
    said = str(error.orig)
    return next(
        (ours for theirs, ours in _REFUSALS.items() if re.search(theirs, said, re.IGNORECASE)), _OTHERWISE
    )
