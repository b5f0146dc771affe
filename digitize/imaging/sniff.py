"""What a file is, by its first bytes. Names and extensions are hearsay."""

from digitize.errors import EmptyFile, UnsupportedType

HEAD = 1024
"""A PDF's header may stand anywhere in its first 1,024 bytes (ISO 32000-1, Annex H.3.4.1)."""

_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),
    (b"MM\x00+", "image/tiff"),
)

_ZIP, _TAR, _TAR_AT = b"PK\x03\x04", b"ustar", 257
"""Archives that hold files unpacked: the first PDF within passes for the whole, and the others would be lost."""


def sniff(head: bytes, size: int) -> str:
    """Return the media type of a file from its first bytes (1,024 suffice) and its size in bytes.

    Raises:
        EmptyFile: if `size` is 0.
        UnsupportedType: if the content is none of PDF, JPEG, PNG, TIFF (BigTIFF counts as TIFF).
    """
    if size == 0:
        raise EmptyFile
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return media_type
    if head.startswith(_ZIP) or head[_TAR_AT : _TAR_AT + len(_TAR)] == _TAR:
        raise UnsupportedType
    if b"%PDF-" in head[:HEAD]:
        return "application/pdf"
    raise UnsupportedType
