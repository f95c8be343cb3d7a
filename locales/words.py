"""`Words`: messages and names of codes in one reader's language."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from numbers import Integral

from locales.messages import Language, catalogue, select_plural_form
from locales.numbers import format_amount, format_compact, format_plain
from periods import format_part_of_year, format_period, is_period

# Kind (such as "area") → code → language → name.
Names = Mapping[str, Mapping[str, Mapping[str, str]]]


@dataclass(frozen=True)
class Words:
    """A reader's language and the names of a release's codes: everything to write texts with.

    `say` fills a message of locales/messages, `fill` a template in two languages, `name` returns
    the name of a code, `pick` chooses from a text in two languages.

    `names` maps a kind (indicator, breakdown, area, area_in_parent, parent, programme, source,
    unit, topic) to code → {"zh": name, "en": name}. The code of a breakdown is
    "indicator.breakdown", that of a unit is the code of its indicator, that of a parent is the code
    of the area below it. The kind "demonstration" has a name for the code "" in a demonstration.
    """

    language: Language = "zh"
    names: Names = field(default_factory=dict, repr=False)

    def say(self, message: str, /, **values: object) -> str:
        """Return the message with the id "domain.name", filled with values.

        An integer `count` selects singular or plural, and is written by `_format_count`. Without
        any value braces in the message are kept. Raises KeyError for an unknown id.
        """
        domain, _, name = message.partition(".")
        count = values.get("count")
        if not isinstance(count, Integral):
            template = catalogue(self.language, domain)[name]
            return template.format(**values) if values else template
        template = select_plural_form(self.language, domain, name, int(count))
        return template.format(**{**values, "count": self._format_count(int(count))})

    def fill(self, templates: Mapping[str, str | Mapping[str, str]], /, **values: object) -> str:
        """Return the template in the reader's language, filled with values.

        `templates` is {"zh": …, "en": …}. Each is a text, or {"one": …, "other": …} with "one" for
        the `count` 1 (in Chinese, too) and "other" for any other or no `count`.
        """
        template, count = templates[self.language], values.get("count")
        if isinstance(count, Integral):
            values["count"] = self._format_count(int(count))
        if not isinstance(template, str):
            template = template["one" if count == 1 else "other"]
        return template.format(**values)

    def _format_count(self, count: int) -> str:
        """Format a count: multiples of 100 with large units (100万), others in full (12345).

        A count is exact, so that all of its digits are written.
        """
        return (format_plain if count % 100 else format_compact)(count, self.language)

    def name(self, kind: str, code: str) -> str:
        """Return the name of a code of a kind such as "area"; the code itself if it has none."""
        names = self.names.get(kind, {}).get(code)
        return self.pick(names) if names else code

    def full_area(self, code: str) -> str:
        """Return an area's name, after its parent's if it is not unique: 西宁市城中区."""
        in_parent = self.names.get("area_in_parent", {}).get(code)
        return self.pick(in_parent) if in_parent else self.name("area", code)

    def areas(self, codes: Iterable[str]) -> dict[str, str]:
        """Return different names for areas that are shown together, by code.

        If several of `codes` have the same name, each is followed by its parent's name, or, if that
        is the same, too, by its code: 朝阳区（北京市）, 朝阳区（长春市） (Chaoyang District of
        Beijing and of Changchun).
        """
        names = {code: self.name("area", code) for code in codes}
        parents = self.names.get("parent", {})
        # First the parents' names are added to equal names, then codes to those still equal.
        for additions in (
            {code: self.pick(parents.get(code)) for code in names},
            {code: code for code in names},
        ):
            area_counts = Counter(names.values())
            names = {
                code: self.told_apart(name, additions[code]) if area_counts[name] > 1 else name
                for code, name in names.items()
            }
        return names

    def told_apart(self, name: str, by: str) -> str:
        """Return a name with an addition that distinguishes it from an equal one: 朝阳区（北京市）.

        `by` is the addition; without it ("") the name is returned alone.
        """
        return self.say("words.told_apart", name=name, by=by) if by else name

    @property
    def demonstration(self) -> str:
        """演示数据 (demonstration data) if the figures of the release are invented, else ""."""
        return self.name("demonstration", "")

    def mark(self, title: str) -> str:
        """Return a title, followed by 演示数据 (demonstration data) if the figures are invented."""
        if not self.demonstration:
            return title
        return self.say("words.marked", title=title, mark=self.demonstration)

    def pick(self, texts: Mapping[str, str] | str | None) -> str:
        """Return the text in the reader's language, else in the other language, else "".

        `texts` is {"zh": …, "en": …}, either of which may be missing or empty; a plain text is
        returned unchanged.
        """
        if texts is None or isinstance(texts, str):
            return texts or ""
        return texts.get(self.language) or texts.get("zh") or texts.get("en", "")

    def note(self, text: str) -> str:
        """Return the part of a note `中文 | English` in the reader's language.

        Notes of figures and sources are written so in the tables. A note without ` | ` is returned
        whole in both languages.
        """
        chinese, separator, english = text.partition(" | ")
        return english if separator and self.language == "en" else chinese

    def period(self, period: str) -> str:
        """Format a time period as text: "2024-01/2024-09" → 2024年1—9月."""
        return format_period(period, self.language)

    def date(self, date: str | None) -> str:
        """Format the date of a source: "" for none, unchanged if it is no time period."""
        return self.period(date) if date and is_period(date) else date or ""

    def part_of_year(self, period: str) -> str:
        """Name a quarter or half-year, "2024-01/2024-03" → 2024年第一季度; others as `period`."""
        return format_part_of_year(period, self.language)

    def number(self, value: float, digits: int | None = None) -> str:
        """Format a number: 4.75万 (47,500), 2.37亿 (237 million); 23 million.

        `digits` limits the significant digits.
        """
        return format_compact(value, self.language, digits)

    def amount(self, value: float, unit: str, digits: int | None = None) -> str:
        """Format a number with its unit: 4.75万人, 23 million yuan.

        `unit` is the code of an indicator, whose unit is written, or else the unit itself. `digits`
        limits the significant digits.
        """
        return format_amount(value, self.name("unit", unit), self.language, digits)

    def listing(self, names: list[str], max_names: int | None = None) -> str:
        """Join names: 甲、乙和丙; A, B and C.

        Of more than `max_names` names, list the first ones and say how many there are in all.
        """
        comma, conjunction = ("、", "和") if self.language == "zh" else (", ", " and ")
        if max_names is not None and len(names) > max_names:
            listed = comma.join(names[:max_names])
            return self.say("words.and_more", listed=listed, all=len(names))
        if len(names) < 2:
            return "".join(names)
        return comma.join(names[:-1]) + conjunction + names[-1]
