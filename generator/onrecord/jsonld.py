"""JSON-LD: what a page says, for programs, in the vocabulary of schema.org.

Everything here is said of others in their name, by programs that nobody reads first. So it says less than the page
where less is certain:

- A `Quotation` holds the speaker's own words and nothing else: a direct text, or the quoted stretches of a mixed one.
  Where nobody printed any, the statement is a `Statement`, which has no `text`: a reporter's or an editor's words would
  be taken for the speaker's. They stand in its `description`, as reported, and in its `abstract`.
- `creator` and `spokenByCharacter` name certain speakers only, and none at all of a statement in doubt: many programs
  read a name and pass over a status. That it is in doubt stands in `creativeWorkStatus`, and in the name.
- A date is given where it is a day, a month or a year and certain; not where it is only the report's own.
- Ratings are others': a `ClaimReview` is linked, and its rating is not repeated.
- Of a withdrawn statement nothing is left but the way to its page.

All addresses are whole ones. Where the site's own (`site_url`) is not known there is no JSON-LD: an id that is relative
means another thing wherever the page is copied to.
"""

from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from typing import Any

from onrecord.addresses import shown
from onrecord.dates import Date
from onrecord.escape import Safe, encoded
from onrecord.feeds import updated_on
from onrecord.index import doubt_of
from onrecord.model import UNNAMED, Actor, Correction, Event, FactCheck, Report, Role, Source, Statement, Topic
from onrecord.pages.cards import MOST_NAMED, best_report
from onrecord.pages.edition import Edition
from onrecord.pages.kinds import ActorPage, DataPage, HomePage, MovedPage, Page, SourcePage, StatementPage, TopicPage
from onrecord.permalinks import DATA, HOME, SEARCH, Ref, absolute, path_of
from onrecord.quotations import Segment, bare, segments

LONGEST = 5000
"""Characters of a text that are given at most; the page has the whole, and of long lists too more than is here."""
OMISSION = "[…]"
"""The record's own sign that something was left out."""

MEDIA_TYPES = {
    "SHA256SUMS": "text/plain",
    "csv": "text/csv",
    "datapackage.json": "application/vnd.datapackage+json",
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "sqlite": "application/vnd.sqlite3",
}
"""Of a download, by its whole name or by the end of it."""

_WORKS: Mapping[str, str] = {
    "article": "NewsArticle",
    "post": "SocialMediaPosting",
    "video": "VideoObject",
    "book": "Book",
    "report": "Report",
}
"""The vocabulary's words for kinds of sources; it has none for the others, which are a `CreativeWork`."""

Node = dict[str, Any]


def json_ld_block(edition: Edition, page: Page) -> Safe:
    """A page's JSON-LD as one raw HTML block of one line; empty where it has none."""
    content = json_ld(edition, page)
    return Safe(f'<script type="application/ld+json">{content}</script>' if content else "")


def json_ld(edition: Edition, page: Page) -> str:
    """What a page says, as one JSON object on one line; empty where the site's address is not known."""
    nodes = list(_nodes(edition, page)) if edition.config.site_url and not isinstance(page, MovedPage) else []
    return encoded({"@context": "https://schema.org", "@graph": nodes}) if nodes else ""


def _nodes(edition: Edition, page: Page) -> Iterator[Node]:
    dataset, name = edition.index.dataset, page.ref.id
    if isinstance(page, HomePage):
        yield _site(edition)
    elif isinstance(page, DataPage):
        yield _dataset(edition, page)
    elif page.ref == Ref("topics"):
        yield {**_terms(edition), "inLanguage": edition.config.language}
    elif isinstance(page, StatementPage):
        yield from _statement(edition, dataset.statements[name], page.title)
    elif page.ref.part:
        pass  # of a list in parts, the first page says what it is a list of
    elif isinstance(page, ActorPage):
        yield _given(_actor(edition, dataset.actors[name], page), mainEntityOfPage=_page(edition, page.ref))
    elif isinstance(page, TopicPage):
        yield _given(_topic(edition, dataset.topics[name]), mainEntityOfPage=_page(edition, page.ref))
    elif isinstance(page, SourcePage):
        yield _given(_source(edition, dataset.sources[name]), mainEntityOfPage=_page(edition, page.ref))
    if page.crumbs:
        yield _crumbs(edition, page)


def _given(node: Node, **fields: object) -> Node:
    """`node` with those of the fields that say something; a list of one is that one."""
    for name, value in fields.items():
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        if value not in ("", [], None):
            node[name] = value
    return node


def _page(edition: Edition, ref: Ref) -> str:
    return absolute(edition.config.site_url, path_of(ref))


def _known(date: Date | None) -> str:
    """A date in ISO 8601, cut to the digits that are known; empty where it is not certain, or no single date."""
    if date is None or date.uncertain or date.approximate or date.precision in ("decade", "interval"):
        return ""
    return date.text.split("-XX")[0]


def _cut(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    cut = text.rfind(" ", LONGEST // 2, LONGEST)
    return f"{text[: cut if cut > 0 else LONGEST]} {OMISSION}"


# the site and the record


def _site(edition: Edition) -> Node:
    site = _given(_part(edition, "WebSite", HOME, "site", edition.config.site_name), inLanguage=edition.config.language)
    if edition.config.search == "pagefind":
        target = {"@type": "EntryPoint", "urlTemplate": _page(edition, SEARCH) + "?q={words}"}
        site["potentialAction"] = {"@type": "SearchAction", "target": target, "query-input": "required name=words"}
    return site


def _part(edition: Edition, type_: str, ref: Ref, fragment: str, name: str) -> Node:
    """A thing that has a page here. Its id is not the page's address: a page is not what it is about."""
    page = _page(edition, ref)
    return {"@type": type_, "@id": f"{page}#{fragment}", "name": name, "url": page}


def _record(edition: Edition) -> Node:
    return _part(edition, "Dataset", DATA, "dataset", edition.config.site_name)


def _dataset(edition: Edition, page: DataPage) -> Node:
    config, address = edition.config, _page(edition, DATA)
    return _given(
        _record(edition),
        description=page.description,
        inLanguage=config.language,
        isAccessibleForFree=True,
        license=page.license_address,
        creator={"@type": "Organization", "name": config.site_name, "url": config.site_url},
        distribution=[
            _given(
                {"@type": "DataDownload", "name": each.title, "contentUrl": address + each.name},
                encodingFormat=MEDIA_TYPES.get(each.name) or MEDIA_TYPES.get(each.name.rpartition(".")[2], ""),
                sha256=each.hash,
            )
            for each in page.sums
        ],
    )


def _crumbs(edition: Edition, page: Page) -> Node:
    steps = [(crumb.text, crumb.ref) for crumb in page.crumbs if crumb.ref]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": _page(edition, ref)}
            for place, (name, ref) in enumerate([*steps, (page.title, page.ref)], start=1)
        ],
    }


# actors, topics, sources


def _agent(edition: Edition, actor_id: str) -> Node:
    """An actor where another node names it. A group is an organization: the vocabulary has no other word."""
    actor = edition.index.dataset.actors[actor_id]
    type_ = "Person" if actor.kind == "person" else "Organization"
    return _part(edition, type_, Ref("actors", actor.id), "actor", actor.name)


def _actor(edition: Edition, actor: Actor, page: ActorPage) -> Node:
    within = actor.part_of if actor.part_of and _is_organization(edition, actor.part_of) else None
    parent = _agent(edition, within) if within else None
    person = actor.kind == "person"
    posts = [_post(edition, role) for role in actor.roles if role.organization or person]
    return _given(
        _agent(edition, actor.id),
        alternateName=[each.name for each in actor.names],
        description=actor.description,
        sameAs=[each for each in (*(address for _, _, address in page.identifiers), shown(actor.website)) if each],
        parentOrganization=None if person else parent,
        memberOf=[*([parent] if parent and person else []), *(post for post in posts if "memberOf" in post)],
        hasOccupation=[post for post in posts if "hasOccupation" in post] if person else [],
    )


def _is_organization(edition: Edition, actor_id: str) -> bool:
    return edition.index.dataset.actors[actor_id].kind != "person"


def _post(edition: Edition, role: Role) -> Node:
    """A role, between the actor and what it is held in. There is no `jobTitle`: nothing here knows what day it is."""
    dates = {"startDate": _known(role.start), "endDate": _known(role.end)}
    if role.organization and _is_organization(edition, role.organization):
        node: Node = {"@type": "OrganizationRole", "roleName": role.title}
        return _given(node, **dates, memberOf=_agent(edition, role.organization))
    occupation = {"@type": "Occupation", "name": role.title}
    return _given({"@type": "Role", "roleName": role.title}, **dates, hasOccupation=occupation)


def _terms(edition: Edition) -> Node:
    return _part(edition, "DefinedTermSet", Ref("topics"), "topics", edition.words.text("Topics"))


def _term(edition: Edition, topic: Topic) -> Node:
    return _part(edition, "DefinedTerm", Ref("topics", topic.id), "topic", topic.name)


def _topic(edition: Edition, topic: Topic) -> Node:
    return _given(
        _term(edition, topic),
        termCode=topic.id,
        alternateName=[each.name for each in topic.names],
        description=topic.description,
        inDefinedTermSet=_terms(edition),
    )


def _source(edition: Edition, source: Source) -> Node:
    """A document, at its own address; that it was retracted is said wherever it is named."""
    retraction = source.retraction
    node: Node = {
        "@type": _WORKS.get(source.kind, "CreativeWork"),
        "@id": _source_id(edition, source),
        "name": source.title,
    }
    return _given(
        node,
        headline=source.title if source.kind == "article" else "",
        url=shown(source.url),
        archivedAt=shown(source.archived_url),
        author=[{"@type": "Person", "name": each} for each in source.authors],
        publisher=_agent(edition, source.outlet) if source.outlet else None,
        datePublished=_known(source.published_on),
        inLanguage=source.language,
        creativeWorkStatus="retracted" if retraction else "",
        correction=_given(
            {"@type": "CorrectionComment", "text": retraction.reason},
            datePublished=_known(retraction.on),
            url=shown(retraction.url),
        )
        if retraction
        else None,
    )


def _source_id(edition: Edition, source: Source) -> str:
    return f"{_page(edition, Ref('sources', source.id))}#source"


# statements


def _statement(edition: Edition, statement: Statement, title: str) -> Iterator[Node]:
    dataset, ref = edition.index.dataset, Ref("statements", statement.id)
    doubt, changed = doubt_of(dataset, statement), updated_on(edition, statement)
    cited = dict.fromkeys(report.source for report in statement.reports)
    sources = [dataset.sources[each] for each in list(cited)[:MOST_NAMED]]
    event = dataset.events.get(statement.event) if statement.event else None
    said, about = _said(edition, statement), _about(edition, statement)
    node = _part(edition, said.pop("@type"), ref, "statement", title) | said
    agents = [] if doubt else list(_speakers(edition, statement))
    behalf = [each.on_behalf_of for each in statement.speakers if each.on_behalf_of and each.certainty == "certain"]
    yield _given(
        node,
        mainEntityOfPage=_page(edition, ref),
        creativeWorkStatus=doubt,
        abstract=_cut(statement.summary or ""),
        creator=agents,
        spokenByCharacter=agents if node["@type"] == "Quotation" else [],
        sourceOrganization=[]
        if doubt
        else [_agent(edition, each) for each in dict.fromkeys(behalf) if _is_organization(edition, each)][:MOST_NAMED],
        dateCreated=_known(statement.said_on) if statement.date_basis != "report-date" else "",
        dateModified=changed.isoformat() if changed else "",
        sdDatePublished=_known(statement.recorded_on),
        locationCreated=_place(statement.place),
        recordedAt=_event(event) if event else None,
        about=about,
        citation=[_source(edition, each) for each in sources],
        correction=[_correction(each) for each in statement.corrections[-MOST_NAMED:]],
        isPartOf=_record(edition),
    )
    takes_a_position = not doubt and any(each.stance for each in statement.topics)
    if takes_a_position or statement.fact_checks:
        first = _first(dataset.sources[each] for each in cited)
        yield _given(
            _part(edition, "Claim", ref, "claim", title),
            text=node.get("abstract") or node.get("text") or node.get("description"),
            creativeWorkStatus=doubt,
            creator=agents,
            about=about,
            isBasedOn={"@id": node["@id"]},
            appearance=[{"@id": _source_id(edition, each)} for each in sources],
            firstAppearance={"@id": _source_id(edition, first)} if first else None,
            review=[_review(each) for each in statement.fact_checks],
        )


def _said(edition: Edition, statement: Statement) -> Node:
    """What kind of thing the statement is, and the words, as far as they are known to be the speaker's."""
    own, report = edition.config.language, best_report(edition, statement)
    language = ""
    if report:
        language = report.language or edition.index.dataset.sources[report.source].language or own
    words = _quoted(report) if report else ""
    original: Node | None = None
    if statement.original:
        text, tongue = _cut(statement.original.text), statement.original.language
        original = {"@type": "Quotation", "text": text, "inLanguage": tongue}
    if words:
        node: Node = {"@type": "Quotation", "text": _cut(words), "inLanguage": language}
        return _given(node, translationOfWork=original)
    if original:
        return original
    reported = edition.words.text("As reported: {words}").format(words=_cut(report.text)) if report else ""
    return _given({"@type": "Statement"}, description=reported, inLanguage=statement.language)


def _quoted(report: Report) -> str:
    """The speaker's own words in a report; the editors' brackets inside them stay, as signs that they are theirs."""
    if report.mode == "direct":
        return report.text
    words, goes_on = "", False  # the last: whether nothing but a new paragraph parts what comes from what came
    for paragraph in segments(report):
        running, joint = "", "\n\n" if goes_on else f" {OMISSION} "
        for segment in (*paragraph, Segment("", "reporter")):
            if segment.voice == "speaker" or (segment.voice == "editor" and running):
                running += segment.text
            elif running:
                words += (joint if words else "") + bare(running)
                running, joint = "", f" {OMISSION} "
            else:
                joint = f" {OMISSION} "
        goes_on = bool(paragraph) and paragraph[-1].voice == "speaker"
    return words


def _speakers(edition: Edition, statement: Statement) -> Iterator[Node]:
    certain = [each.actor for each in statement.speakers if each.actor != UNNAMED and each.certainty == "certain"]
    for actor in certain[:MOST_NAMED]:
        yield _agent(edition, actor)


def _about(edition: Edition, statement: Statement) -> list[Node]:
    topics = edition.index.dataset.topics
    named = list(dict.fromkeys(each.topic for each in statement.topics))
    return [_term(edition, topics[name]) for name in named[:MOST_NAMED]]


def _place(name: str | None) -> Node | None:
    return {"@type": "Place", "name": name} if name else None


def _event(event: Event) -> Node:
    start, end = event.on.parts if event.on else (None, None)
    return _given(
        {"@type": "Event", "name": event.name},
        startDate=_known(start),
        endDate=_known(end) if end != start else "",
        location=_place(event.place),
        description=event.description,
    )


def _correction(correction: Correction) -> Node:
    return _given({"@type": "CorrectionComment", "text": correction.reason}, datePublished=_known(correction.on))


def _review(check: FactCheck) -> Node:
    """Somebody else's rating, where it stands: what it says is theirs to mark up."""
    author = {"@type": "Organization", "name": check.publisher}
    return _given({"@type": "ClaimReview", "url": shown(check.url), "author": author}, datePublished=_known(check.on))


def _first(sources: Iterable[Source]) -> Source | None:
    """The source that was certainly published before all others; None where a date leaves that open."""
    listed = [(source, source.published_on) for source in sources]
    dated = [(date.latest, source) for source, date in listed if date and date.latest]
    if not dated:
        return None
    last, first = min(dated, key=itemgetter(0))
    others = [date and date.earliest for source, date in listed if source is not first]
    return first if all(other and last < other for other in others) else None
