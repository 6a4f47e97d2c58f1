"""The order of a build: read → (MkDocs renders the authored pages) → make → publish → remember.

``mkdocs build`` and ``quicktakes build`` run these same steps; the plugin's hooks call them one by one. Nothing of the
published site is touched before it is published.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from pathlib import Path

from filelock import FileLock

from generator.build import index_edits, publication
from generator.build.host import HOST_KIND, PROGRAM, Authoring, Host, host_key, site_of
from generator.build.outcome import Outcome, skipped
from generator.build.page_edits import remake, reweigh
from generator.build.site import Maker, base_of
from generator.build.weight import Weight
from generator.catalogue import catalogue, fingerprint, reader
from generator.catalogue.catalogue import Loaded
from generator.catalogue.edits import after_edits
from generator.catalogue.entry import Wanted
from generator.catalogue.summary import Summary, keep, summary_of
from generator.config.settings import Settings, refuse_overlap
from generator.model.finding import Finding, has_errors
from generator.pages.site import SitePages
from generator.system import processes
from generator.system.progress import Watch, no_watch
from generator.system.spool import Spool
from generator.system.state import Made, State, StateError


class Refused(Exception):
    """Errors were found and nothing was published; the findings are the build's ``findings``."""


class Build(Authoring):
    """One build of one site: ``prepare``; if it ``needs_host``, ``start`` and any number of ``authored``; ``finish``.

    ``clean`` forgets what earlier builds did and replaces whatever is in the site folder. A ``hosted`` build is one
    that MkDocs itself began: it neither reads nor writes state.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        jobs: int = 0,
        keep_going: bool = False,
        strict: bool = False,
        clean: bool = False,
        hosted: bool = False,
        scheduler: str = "",
        watch: Watch = no_watch,
    ) -> None:
        super().__init__(settings)
        self.jobs = jobs
        self.keep_going = keep_going
        self.strict = strict
        self.clean = clean or hosted
        self.hosted = hosted
        self.scheduler = scheduler
        self.watch = watch
        self.stage: Path | None = None
        self.spool: Spool | None = None
        self.summary = Summary.nothing(settings.today)
        self._locks: list[FileLock] = []
        self._state = State(settings.state_dir)
        self._pages: SitePages | None = None
        self._rows: dict[str, Made] = {}
        self._values: dict[str, object] = {}
        self._gone: set[str] = set()
        self._weight = Weight()
        self._page_count = 0
        self._indexing = "search" in settings.outputs
        policy = settings.policy
        self._wanted = Wanted(
            features=True, documents=self._indexing, style=policy.wants_style, grade=policy.wants_grade
        )

    @property
    def pages(self) -> SitePages:
        """The makers of the site's pages, over the content; a short cut goes without them."""
        assert self._pages is not None, "prepare() comes first"
        return self._pages

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything found, located and in order."""
        return self.summary.findings

    @property
    def needs_host(self) -> bool:
        """Whether MkDocs must render the authored pages before ``finish``."""
        return self.host is None

    def prepare(self) -> None:
        """Read and check everything; raise ``Refused`` if it must not be published; make the stage."""
        refuse_overlap(self.settings)
        try:
            state_dir, site_dir = self.settings.state_dir, self.settings.site_dir
            self._locks.append(publication.lock(state_dir / "lock", state_dir))
            self._locks.append(publication.lock(publication.beside(site_dir, "lock"), site_dir))
            publication.recover(self.settings.site_dir)
            if not self.clean:
                publication.check_site_folder(self.settings.site_dir, PROGRAM)
            self._code, self._site = fingerprint.of_code(), fingerprint.of_site(self.settings)
            self._code += b"style" * self._wanted.style + b"grade" * self._wanted.grade
            try:
                if not self.clean:
                    self._state = State.load(self.settings.state_dir, self._code)
                    if self._indexing and not self._state.names("indexed"):
                        self._state.close()  # its documents are of an earlier day
                self._prepare()
            except StateError:
                self._state.close()
                self._prepare()
        except BaseException:
            self.discard()
            raise

    def _prepare(self) -> None:
        settings, state = self.settings, self._state
        self.spool = Spool.make(settings.state_dir)
        many = state.size > processes.MANY
        with processes.aside(publication.misplaced, settings.site_dir, state.reader(), worth=many) as misplaced:
            self._changes = reader.read(settings, state, self._wanted, self.spool, self._executor, self.watch)
            self._found = self._changes.content
            self._misplaced = misplaced()
        self._alone = publication.is_alone(settings.site_dir, state.get("folders"))
        host: Host | None = state.get("host")
        if host is not None and host.messages and self.strict:
            host = None  # MkDocs shall say again what it warns of
        summary = self._after_edits() if host is not None else None
        if host is not None and summary is not None:
            self.summary = summary
            self._weight, self._page_count = state.get("weight")
            self._stop_on_errors()
            self.host = host
            if self._changes.changed:
                self._make_edited(host)
            return
        content = self._index()
        self._stop_on_errors()
        self._pages = SitePages.of(content, catalogue.relate(content, state.get("nearest"), self._executor))
        self.stage = publication.make_stage(settings.site_dir)
        self._known = state.made()
        self._old = {path: row for path, row in self._known.items() if path not in self._misplaced}
        in_place = all(self._known[path].kind != HOST_KIND for path in self._misplaced)
        key = host_key(self._site, settings, self._found, self._changes.digest, content)
        self.host = host if in_place and key is not None and key == state.get("host key") else None

    def _after_edits(self) -> Summary | None:
        """The summary if no pages but those of edited answers are outdated; ``None`` otherwise."""
        state, changes = self._state, self._changes
        summary: Summary | None = state.get("summary")
        if summary is None or (changes.changed and "anki" in self.settings.outputs):  # decks hold answers too
            return None
        is_same = (
            not self._misplaced
            and self._alone
            and state.get("site") == self._site
            and state.get("static") == self._found.others
            and not self._found.unreadable
            and self.settings.is_host_repeatable
            and summary.holds_on(self.settings.today)
        )
        return after_edits(summary, changes, self.settings) if is_same else None

    def _make_edited(self, host: Host) -> None:
        assert self.spool is not None
        self.stage = publication.make_stage(self.settings.site_dir)
        site = site_of(self.settings, host)
        rows = remake(
            self.settings, self._changes, self._state, self.spool, site, base_of(self._site, site), self.stage
        )  # fmt: skip
        if self._indexing:
            edits, self._values = index_edits.edited(self.settings, self._changes, self._state, self.spool, self.stage)
            rows |= edits
        self._weight = reweigh(self._weight, rows, self._state)
        self._rows = {path: new for path, (_, new) in rows.items() if new is not None}
        self._gone = {path for path, (_, new) in rows.items() if new is None}

    def _index(self) -> Loaded:
        entries = reader.entries(self._changes, self._state)
        content = catalogue.index(self.settings, self._found, entries)
        self.summary = summary_of(content, entries, self.settings.today)
        return content

    def _stop_on_errors(self) -> None:
        failing = has_errors(self.findings) or (self.strict and bool(self.findings))
        if failing and not self.keep_going:
            raise Refused

    def finish(self, messages: Sequence[str] = ()) -> Outcome:
        """Make all that is stale and publish it; ``messages`` are what the host warned of."""
        assert self.host is not None, "prepare() and start() come first"
        site, gone, stale = self.settings.site_dir, self._gone, len(self._rows)
        if self._pages is not None:
            self.host.messages = self.host.messages or tuple(messages)
            rows = self._make_all(self.host)
            gone = publication.gone(site, self._known, rows, self._alone)
            self._rows = {path: row for path, row in rows.items() if self._known.get(path) != row}
            stale = sum(path not in self._old or self._old[path].mtime_ns != rows[path].mtime_ns for path in self._rows)
        weight = self._weight
        weight.check(self.settings.budget, self.summary.listed)
        if self.stage is not None:
            publication.publish(self.stage, site, gone)
        note = ("" if self.hosted else self._remember(gone)) or skipped(
            None if self._pages is None else self._pages.content
        )
        self.discard()
        return Outcome(self._page_count, stale, weight.files - stale, len(gone), weight, note)

    def _make_all(self, host: Host) -> dict[str, Made]:
        assert self.stage is not None and self.spool is not None  # noqa: PT018 - prepare() made them
        maker = Maker(
            self.settings, self.pages, host, self.stage, self.spool, self._site, self._old, self._changes, self._state
        )
        rows, self._values = maker.make(self._executor, self.watch)
        self._page_count = sum(path.endswith(".html") for path in rows)
        self._weight = Weight.of(rows)
        return rows

    def _remember(self, gone: Iterable[str]) -> str:
        if self._pages is None and not self._changes.sources:
            return ""
        assert self.spool is not None
        values: dict[str, object] = {
            **self._values,
            "code": self._code,
            "site": self._site,
            "summary": self.summary,
            "weight": (self._weight, self._page_count),
            "host": self.host,
        }
        site = self.settings.site_dir
        if self._pages is None:
            values["folders"] = publication.stamped(site, self._state.get("folders"))
        else:
            values |= {
                "static": self._found.others,
                "terms": self._pages.content.terms,
                "nearest": self._pages.relations.nearest,
            }
            values["host key"] = host_key(
                self._site, self.settings, self._found, self._changes.digest, self._pages.content
            )  # fmt: skip
            paths = (path for path in {**self._known, **self._rows} if path not in gone)
            values["folders"] = publication.folders(site, paths)
        return keep(self._state, self._changes, self.spool, values, {**self._rows, **dict.fromkeys(gone)})

    def _executor(self, items: int, value: object = None) -> Executor:
        if not self.scheduler or not items:
            return processes.executor(self.jobs, items, value)
        from generator.system.cluster import ClusterExecutor  # here, because Dask is an extra

        return ClusterExecutor(self.scheduler, value)

    def discard(self) -> None:
        """Let go of all that the build holds; before ``finish`` this gives up, and the last good site stays."""
        self._state.close()
        if self.spool is not None:
            self.spool.remove()
        if self.stage is not None:
            publication.discard(self.stage)
            self.stage = None
        while self._locks:
            self._locks.pop().release()
