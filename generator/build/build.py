"""The order of a build: read and check → MkDocs renders the authored pages → make → publish → save the state.

``mkdocs build`` and ``quicktakes build`` run the same steps. The site folder does not change before publication.
"""

from __future__ import annotations

import os
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from generator.build import page_edits, publication
from generator.build.host import HOST_KIND, PROGRAM, Host, HostTask, host_key
from generator.build.outcome import Outcome, SiteFiles, skipped
from generator.build.site import SiteMaker, base_of
from generator.build.stage import Stage
from generator.build.tasks import Context, PageWriter
from generator.build.weight import Weight
from generator.catalogue import catalogue, fingerprint, reader
from generator.catalogue.edits import summary_in
from generator.catalogue.entry import Wanted
from generator.catalogue.reader import Changes
from generator.catalogue.summary import Summary, keep, summary_of
from generator.config.settings import Settings, refuse_overlap
from generator.library.autolink import Term
from generator.library.related.relations import KeptNearest, kept_nearest
from generator.model.finding import has_errors
from generator.pages.site import SitePages
from generator.system.codec import StateError
from generator.system.progress import Watch, no_watch
from generator.system.spool import Spool
from generator.system.state import Made, State
from generator.system.workers import processes


class Refused(Exception):
    """Findings prevent publication; ``summary`` has them."""

    def __init__(self, summary: Summary) -> None:
        super().__init__()
        self.summary = summary


@dataclass(frozen=True, slots=True)
class Options:
    """How to build. ``clean`` replaces everything in the site folder; ``stateless`` neither reads nor saves the state.

    ``jobs`` is the number of worker processes (0: one for each core), ``scheduler`` the address of a Dask cluster.
    """

    jobs: int = 0
    keep_going: bool = False
    strict: bool = False
    clean: bool = False
    stateless: bool = False
    scheduler: str = ""
    watch: Watch = no_watch

    def executor(self, items: int, value: object = None) -> Executor:
        """Worker processes for that many items; ``value`` is sent to each of them once."""
        if not self.scheduler or not items:
            return processes.executor(self.jobs, items, value)
        from generator.system.workers.cluster import ClusterExecutor  # imported late: Dask is an extra

        return ClusterExecutor(self.scheduler, value)


class FullBuild(NamedTuple):
    """What a build needs that is more than private edits.

    ``known`` are the files of the last build, ``old`` those of them that the site still has; ``alone``: no other
    program has written into the site. ``host_key`` is what MkDocs' work depends on.
    """

    pages: SitePages
    known: dict[str, Made]
    old: dict[str, Made]
    alone: bool
    host_key: bytes | None


@dataclass(frozen=True, slots=True)
class PreparedBuild:
    """A site that is read and checked; ``finish`` publishes it, ``discard`` leaves the site as it is.

    ``host`` is what MkDocs contributed to an earlier build, or its task if it must run. ``work`` are the files of
    private edits, already in the stage, or what the build of all other files needs. ``code`` and ``site`` are the
    fingerprints of the program and of configuration and templates.
    """

    settings: Settings
    options: Options
    resources: ExitStack
    code: bytes
    site: bytes
    state: State
    spool: Spool
    stage: Path
    changes: Changes
    summary: Summary
    host: Host | HostTask
    work: FullBuild | SiteFiles

    def discard(self) -> None:
        """Release the locks and remove temporary files; calling it again does nothing."""
        self.resources.close()


def prepare(settings: Settings, options: Options) -> PreparedBuild:
    """Read and check everything. Raises ``Refused`` if findings prevent publication."""
    refuse_overlap(settings)
    site_dir, state_dir, is_clean = settings.site_dir, settings.state_dir, options.clean or options.stateless
    policy, indexing = settings.policy, "search" in settings.outputs
    wanted = Wanted(features=True, documents=indexing, style=policy.needs_style, grade=policy.needs_grade)
    code = fingerprint.of_code() + b"style" * wanted.style + b"grade" * wanted.grade
    with ExitStack() as resources:
        for file, folder in ((state_dir / "lock", state_dir), (publication.sibling(site_dir, "lock"), site_dir)):
            resources.callback(publication.lock(file, folder).release)
        resources.callback(os.umask, os.umask(0o022))  # a web server reads the site as another user
        if not is_clean:
            publication.check_site_folder(site_dir, PROGRAM)
        was_killed = publication.sweep(site_dir)
        state = State(state_dir) if is_clean or was_killed else State.load(state_dir, code)
        resources.callback(state.close)
        try:
            if indexing and not state.names("indexed"):
                state.close()  # earlier builds have made no documents
            prepared = _prepared(settings, options, wanted, code, state, resources)
        except StateError:
            state.close()
            prepared = _prepared(settings, options, wanted, code, state, resources)
        return replace(prepared, resources=resources.pop_all())


def _prepared(
    settings: Settings, options: Options, wanted: Wanted, code: bytes, state: State, resources: ExitStack
) -> PreparedBuild:
    site_dir, site = settings.site_dir, fingerprint.of_site(settings)
    spool = Spool.make(settings.state_dir)
    resources.callback(spool.remove)
    stage = publication.make_stage(site_dir)
    resources.callback(publication.discard, stage)
    many = state.size > processes.MANY
    with processes.in_background(publication.misplaced, site_dir, state.reader(), worth=many) as aside:
        changes = reader.read(settings, state, wanted, spool, options.executor, options.watch)
        misplaced = aside()
    alone = publication.is_alone(site_dir, state.get("folders", dict[str, int]))
    host = state.get("host", Host)
    if host is not None and host.messages and options.strict:
        host = None  # MkDocs must repeat its warnings
    is_complete = alone and not misplaced and settings.is_host_repeatable
    has_decks = bool(changes.changed) and "anki" in settings.outputs  # they contain answers too
    summary = summary_in(state, site, changes, settings) if is_complete and not has_decks else None
    prepared = partial(PreparedBuild, settings, options, resources, code, site, state, spool, stage, changes)
    if host is not None and summary is not None:
        _refuse_errors(summary, options)
        renderer = host.renderer(settings, state.get("terms", tuple[Term, ...]) or ())
        base = base_of(site, renderer.site)
        made = page_edits.make(settings, changes, state, spool, renderer, base, stage)
        return prepared(summary, host, made)
    entries = reader.entries(changes, state)
    content = catalogue.index(settings, changes.content, entries)
    summary = summary_of(content, entries, settings.today)
    _refuse_errors(summary, options)
    nearest = kept_nearest(state.get("nearest", KeptNearest))
    pages = SitePages.of(content, catalogue.relate(content, nearest, options.executor))
    known = state.made()
    old = {path: row for path, row in known.items() if path not in misplaced}
    key = host_key(site, settings, changes.content, changes.digest, content)
    in_place = all(known[path].kind != HOST_KIND for path in misplaced)
    is_valid = in_place and key is not None and key == state.get("host key", bytes)
    task = host if host is not None and is_valid else HostTask(pages, stage, options.strict)
    return prepared(summary, task, FullBuild(pages, known, old, alone, key))


def _refuse_errors(summary: Summary, options: Options) -> None:
    failing = has_errors(summary.findings) or (options.strict and bool(summary.findings))
    if failing and not options.keep_going:
        raise Refused(summary)


def finish(prepared: PreparedBuild, host: Host) -> Outcome:
    """Make all outdated files and publish the site; ``host`` is that of ``prepared``, or the result of its task."""
    work, site, summary = prepared.work, prepared.settings.site_dir, prepared.summary
    made = _make_all(prepared, work, host) if isinstance(work, FullBuild) else work
    made.weight.check(prepared.settings.budget, summary.listed)
    if isinstance(work, FullBuild) or made.rows or made.removed:
        publication.publish(prepared.stage, site, made.removed)
    note = "" if prepared.options.stateless else _save(prepared, made, host)
    publication.complete(site)
    prepared.discard()
    note = note or skipped(work.pages.content if isinstance(work, FullBuild) else None)
    return Outcome(made.pages, made.wrote, made.weight.files - made.wrote, len(made.removed), made.weight, note)


def _make_all(prepared: PreparedBuild, work: FullBuild, host: Host) -> SiteFiles:
    pages, old, state = work.pages, work.old, prepared.state
    renderer = host.renderer(prepared.settings, pages.content.terms)
    writer = PageWriter(renderer, base_of(prepared.site, renderer.site), Stage(prepared.stage, old))
    context = Context(writer, prepared.spool, pages, None if state.is_empty else prepared.settings.state_dir)
    maker = SiteMaker(context, host, prepared.changes, state)
    rows, values = maker.make(prepared.options.executor, prepared.options.watch)
    removed = publication.removed(prepared.settings.site_dir, work.known, rows, work.alone)
    new = {path: row for path, row in rows.items() if work.known.get(path) != row}
    wrote = sum(path not in old or old[path].mtime_ns != row.mtime_ns for path, row in new.items())
    count = sum(path.endswith(".html") for path in rows)
    return SiteFiles(new, removed, wrote, count, Weight.of(rows), values)


def _save(prepared: PreparedBuild, made: SiteFiles, host: Host) -> str:
    """Save the state for the next build; the reason if that fails."""
    changes, work, site, state = prepared.changes, prepared.work, prepared.settings.site_dir, prepared.state
    values: dict[str, object] = {
        **made.values,
        "code": prepared.code,
        "site": prepared.site,
        "summary": prepared.summary,
        "weight": (made.weight, made.pages),
        "host": host,
    }
    if isinstance(work, FullBuild):
        paths = (path for path in {**work.known, **made.rows} if path not in made.removed)
        values |= {
            "static": changes.content.others,
            "terms": work.pages.content.terms,
            "nearest": work.pages.context.relations.nearest.packed(),
            "host key": work.host_key,
            "folders": publication.folders(site, paths),
        }
    elif changes.sources:
        values["folders"] = publication.stamped(site, state.get("folders", dict[str, int]) or {})
    else:
        return ""
    return keep(state, changes, prepared.spool, values, {**made.rows, **dict.fromkeys(made.removed)})
