"""Every record type through the codec and through a row, and back as it was."""

import unicodedata
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitize.model.audit import AuditEvent
from digitize.model.codec import from_json, to_json
from digitize.model.fields import DocumentFields
from digitize.model.geometry import Box
from digitize.model.guard import AutoLink, Band
from digitize.model.intake import Batch, BatchId, Document, Page, Task, Unit, Upload
from digitize.model.match import Attachment, Decision, Dossier
from digitize.model.ocr import OcrPage
from digitize.model.search import SearchEntry
from digitize.store.mapping import columns, from_row, stamp, to_row

RECORDS = (
    Batch,
    Upload,
    Page,
    Document,
    Task,
    DocumentFields,
    Decision,
    Attachment,
    Unit,
    AutoLink,
    Band,
    AuditEvent,
    Dossier,
    SearchEntry,
)


def normal(text: str) -> str:
    return unicodedata.normalize("NFC", text)


# U+0000 is no text: PostgreSQL refuses it, so every store writes U+FFFD in its place.
LETTERS = st.characters(exclude_categories=("Cs",), exclude_characters="\0")
st.register_type_strategy(str, st.text(LETTERS, max_size=8).map(normal))
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
st.register_type_strategy(
    datetime,
    st.datetimes(
        min_value=datetime(1900, 1, 1),  # noqa: DTZ001
        max_value=datetime(2200, 1, 1),  # noqa: DTZ001
        timezones=st.sampled_from([UTC, timezone(timedelta(hours=7))]),
    ),
)
st.register_type_strategy(
    Box,
    st.tuples(*[st.integers(0, 9_000)] * 4).map(
        lambda four: Box(four[0], four[1], four[0] + four[2], four[1] + four[3])
    ),
)


@pytest.mark.parametrize("kind", [*RECORDS, OcrPage])
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_json_comes_back_as_the_same_value_and_the_same_bytes(kind: type, data: st.DataObject) -> None:
    value = data.draw(st.from_type(kind))
    text = to_json(value)
    again = from_json(kind, text)
    assert again == value
    assert to_json(again) == text


@pytest.mark.parametrize("kind", RECORDS)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_a_row_comes_back_as_the_same_record(kind: type, data: st.DataObject) -> None:
    record = data.draw(st.from_type(kind))
    row = to_row(record)
    assert from_row(kind, row) == record
    assert all(value is None or isinstance(value, str | int | float) for value in row.values())


def test_two_spellings_of_one_text_have_the_same_bytes() -> None:
    composed, decomposed = Unit("H1", "Hoà"), Unit("H1", "Hoa\u0300")  # type: ignore[arg-type]
    assert to_json(composed) == to_json(decomposed) == '{"code":"H1","name":"Hoà","since":null,"today":null}'


@given(st.lists(st.from_type(datetime), min_size=2, max_size=5))
def test_stamps_sort_like_the_moments(times: list[datetime]) -> None:
    assert [stamp(time) for time in sorted(times)] == sorted(stamp(time) for time in times)
    assert {len(stamp(time)) for time in times} == {32}


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        to_row(Batch(BatchId("b"), "", "s", datetime(2026, 1, 1)))  # noqa: DTZ001


@pytest.mark.parametrize("kind", RECORDS)
def test_every_field_is_a_column(kind: type) -> None:
    assert is_dataclass(kind)
    assert list(columns(kind)) == [field.name for field in fields(kind)]
