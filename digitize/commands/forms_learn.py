"""What corrections teach about the forms, for whoever keeps the form catalogue."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from digitize.commands.terminal import DataOption, JsonOption, emit, say, services_for
from digitize.extraction.lessons import LabelProposal, TitleProposal, learned
from digitize.model.codec import to_json
from digitize.model.vocabulary import vocabulary
from digitize.pipeline.lessons import lessons


def learn_command(data: DataOption = None, as_json: JsonOption = False) -> None:
    """Từ dữ liệu đã sửa khi đối soát, đề xuất nhãn và tiêu đề mà danh mục mẫu chưa có.

    Chỉ nêu chữ in trên ít nhất hai giấy tờ của những người khác nhau; không có họ tên, số hay giá trị nào.
    """
    with services_for(data) as services:
        proposals = learned(lessons(services))
    labels, titles = proposals.labels(), proposals.titles()
    if as_json:
        emit({"labels": labels, "titles": titles})
        return
    if not labels and not titles:
        say("Chưa có đề xuất nào: cần ít nhất hai giấy tờ được sửa giống nhau.")
    for line in (*_label_table(labels), *_title_table(titles), *_toml(labels, titles)):
        say(line)


def _label_table(labels: Iterable[LabelProposal]) -> Iterator[str]:
    names = vocabulary().fields
    for item in labels:
        yield f"{item.papers:>5}  {item.kind}  {names[item.field].name}: “{item.label}”"


def _title_table(titles: Iterable[TitleProposal]) -> Iterator[str]:
    for item in titles:
        yield f"{item.papers:>5}  {item.kind}  tiêu đề: “{item.title}” (máy nhận là {item.mistaken})"


def _toml(labels: Iterable[LabelProposal], titles: Iterable[TitleProposal]) -> Iterator[str]:
    """Yield the proposals as lines for the file of each form: `titles` at its top, labels in its `[fields]`."""
    printed: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for title in titles:
        printed[title.kind][""].append(title.title)
    for label in labels:
        printed[label.kind][label.field].append(label.label)
    for kind, by_field in sorted(printed.items()):
        yield f"\n# {kind}"
        # JSON writes strings and lists of strings as TOML does.
        own = by_field.pop("", None)
        if own:
            yield f"titles = {to_json(own)}"
        if by_field:
            yield "[fields]"
        for name, texts in by_field.items():
            yield f"{name} = {{ labels = {to_json(texts)} }}"
