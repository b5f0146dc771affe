"""Papers for the desk, and what the ledger says of them."""

from digitize.model.intake import Document, DocumentStatus
from tests.factories.dossiers import CODE, receipt_lines
from tests.factories.scripted import scan

CCCD = "074185001234"


def unconfirmed(code: str = CODE, owner: str = "Lê Thị Lan") -> bytes:
    """Return a receipt that states a dossier's code but another owner: nobody but a person may attach it."""
    lines = receipt_lines(code, owner, phone="0987654321")
    return scan([*lines, f"Số CCCD: {CCCD}"], ["Trang hai của giấy tiếp nhận"])


def documents(services, status: DocumentStatus | None = None) -> list[Document]:
    """Return the documents, oldest first, perhaps of one status only."""
    equals = {"status": status} if status else {}
    with services.ledger.reading() as tx:
        return list(tx.find(Document, order_by=("created_at",), **equals))
