"""Trạm quét: a station says what it will send, and is told where."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from digitize.model.intake import Declared
from digitize.pipeline.inbox import declare
from digitize.pipeline.intake import new_batch
from digitize.web.deps import ServicesDep

router = APIRouter()


class DeclaredFile(BaseModel):
    """A file as its station sees it."""

    name: Annotated[str, Field(max_length=255)]
    size: Annotated[int, Field(ge=0)]
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class DeclaredBatch(BaseModel):
    """A bundle of papers that a station is about to send."""

    label: Annotated[str, Field(min_length=1, max_length=200)]
    station: Annotated[str, Field(min_length=1, max_length=100)]
    files: Annotated[list[DeclaredFile], Field(min_length=1, max_length=1000)]


@router.post("/tram/lo")
def declare_batch(services: ServicesDep, declared: DeclaredBatch) -> dict[str, object]:
    """Return the batch and an address for each file, in the same order: PUT the bytes there, nothing else is needed."""
    batch = new_batch(services, declared.label, declared.station)
    files = [Declared(file.name, file.size, file.sha256) for file in declared.files]
    return {"batch": batch.id, "addresses": declare(services, batch, files)}
