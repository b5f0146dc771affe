"""Check-up of an object store."""

import hashlib
import secrets
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

from digitize.errors import DigitizeError, IntegrityError, SetupError, TransientError
from digitize.store import s3_lock
from digitize.store.checkup import Check, check_clock, is_this_machine, now
from digitize.store.s3_bucket import Bucket, parse_address, sha256_header

_PART = "kho tệp S3"
_SONG = b"canary"
_SHA256 = hashlib.sha256(_SONG).hexdigest()
_OTHER_SHA256 = hashlib.sha256(_SONG + b"!").hexdigest()
_SECOND = timedelta(seconds=1)
_FORM = "BLOBS_URL=s3://KHÓA:BÍ-MẬT@máy:cổng/bucket?secure=true; trong bí mật viết / : @ thành %2F %3A %40"

_REFUSALS = {
    "AccessDenied": (
        "khóa này không được làm việc đó",
        "cấp cho khóa quyền đọc, ghi, liệt kê và xóa trong bucket",
    ),
    "AuthorizationHeaderMalformed": ("sai vùng (region)", "sửa region trong BLOBS_URL"),
    "InvalidAccessKeyId": ("máy chủ không biết khóa này", "sửa BLOBS_URL hoặc tạo khóa"),
    "NoSuchBucket": ("không có bucket này và không tạo được", "tạo bucket hoặc sửa BLOBS_URL"),
    "PermanentRedirect": ("bucket ở vùng (region) khác", "sửa region trong BLOBS_URL"),
    "RequestTimeTooSkewed": ("đồng hồ hai máy lệch nhau", "đặt lại giờ (NTP, chrony) trên cả hai máy"),
    "SignatureDoesNotMatch": ("sai bí mật của khóa", "sửa BLOBS_URL"),
}
"""What a server answers, by the code of S3."""


def check_bucket(url: str) -> Iterator[Check]:
    """Say whether a bucket can be written, read and emptied, compares what it receives, and means its locks.

    A bucket that is missing is made, as it is at its first use. The canaries go again, but for the locked one: it stays
    for a minute and goes with the next check-up.
    """
    try:
        address = parse_address(url)
        bucket = Bucket(url)
    except SetupError:
        yield Check(_PART, False, "địa chỉ không đúng dạng", _FORM)
        return
    try:
        yield from _keeps(bucket)
        yield _compares(bucket)
        yield _locks(bucket)
    except DigitizeError as error:
        yield Check(_PART, False, *_refusal(error))
    else:
        private = is_this_machine(address.endpoint.rpartition(":")[0] or address.endpoint)
        told = "TLS" if address.secure else "không ra khỏi máy này" if private else "không mã hóa"
        better = "" if address.secure or private else "dùng TLS (secure=true) nếu đường mạng không riêng"
        yield Check(f"{_PART}: mã hóa đường truyền", True, told, better)


def _keeps(bucket: Bucket) -> Iterator[Check]:
    key = _key()
    before = now()
    version = _sing(bucket, key, _SHA256)
    after = now()
    with bucket.client() as client:
        try:
            response = client.get_object(bucket.name, key, version_id=version)
            heard = response.read()
            response.release_conn()
            written = client.stat_object(bucket.name, key, version_id=version).last_modified
        finally:
            client.remove_object(bucket.name, key, version)
        left = [found.object_name for found in client.list_objects(bucket.name, key, include_version=True)]
    if heard != _SONG or left:
        yield Check(
            _PART,
            False,
            "thứ đọc lại không phải thứ đã ghi",
            "máy chủ không giữ đúng dữ liệu: thay máy chủ khác",
        )
        return
    yield Check(_PART, True, "ghi, đọc, xóa được")
    if written is not None:
        # Servers tell whole seconds.
        yield check_clock(_PART, before - _SECOND, written, after)


def _compares(bucket: Bucket) -> Check:
    part, key = f"{_PART}: so SHA-256", _key()
    try:
        version = _sing(bucket, key, _OTHER_SHA256)
    except IntegrityError:
        return Check(part, True, "máy chủ từ chối tệp sai SHA-256")
    except SetupError as error:
        # Some refuse without saying why in words of S3.
        if error.details.get("status") != 400:
            raise
        return Check(part, True, "máy chủ từ chối tệp sai SHA-256")
    with bucket.client() as client:
        client.remove_object(bucket.name, key, version)
    return Check(part, True, "máy chủ không so; phần mềm tự so khi đọc", "chạy digitize verify định kỳ")


def _locks(bucket: Bucket) -> Check:
    part = f"{_PART}: khóa chống xóa"
    truthful = s3_lock.is_truthful(bucket)
    if truthful is None:
        return Check(
            part, True, "bucket không có khóa", "để có, tạo bucket với object lock; bật sau là không được"
        )
    if truthful:
        return Check(part, True, "máy chủ giữ đúng khóa")
    mend = "máy chủ nói có khóa mà vẫn cho xóa hoặc rút ngắn: dùng máy chủ khác hoặc bucket không khóa"
    return Check(part, False, "khóa không thật", mend)


def _sing(bucket: Bucket, key: str, sha256: str) -> str | None:
    """Write a canary under a claimed SHA-256; return its version."""
    with bucket.client() as client:
        written = client.put_object(
            bucket.name, key, BytesIO(_SONG), len(_SONG), metadata=sha256_header(sha256)
        )
    return written.version_id


def _key() -> str:
    # Two check-ups at once do not meet.
    return f"canary/doctor-{secrets.token_hex(8)}"


def _refusal(error: DigitizeError) -> tuple[str, str]:
    code = str(error.details.get("s3_code", ""))
    if code in _REFUSALS:
        return _REFUSALS[code]
    if isinstance(error, TransientError):
        return (
            "không kết nối được, hoặc máy chủ chưa sẵn sàng",
            "khởi động máy chủ; kiểm tra máy và cổng trong BLOBS_URL",
        )
    if isinstance(error, SetupError) and not code:
        return "không lập được kết nối tin cậy", "kiểm tra chứng thư và secure trong BLOBS_URL"
    return f"máy chủ từ chối ({code or error.code})", "xem nhật ký của máy chủ"
