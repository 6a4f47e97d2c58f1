"""The fields of records, topics and people: one definition for readers and schemas.

The readers (``records.py``, ``topics.py``) decide which values are valid. ``outputs/schema`` states the same in JSON
Schema, and a test compares the two.
"""

from __future__ import annotations

from generator.content.field import Field, Kind

RELATED_KEY = r"related_article([0-9]{1,9})"
"""The key of a related record, with its number."""

_QUESTION = "Why does the heart beat without nerves?"
_SLUG = "why-does-the-heart-beat-without-nerves"
_URL = f"/learn/medicine/questions/{_SLUG}"

_SEO = (
    Field("title", Kind.TEXT, "The name of the site and the subject.", "QuickTakes | Medicine"),
    Field(
        "page_description",
        Kind.TEXT,
        "The answer in one or two sentences (120 to 300 characters) for search engines.",
        "Cells of the sinoatrial node depolarize by themselves, so each beat begins inside the heart.",
        long=True,
    ),
    Field(
        "page_keywords",
        Kind.TEXT,
        "What the page is about: words and phrases separated by commas.",
        "heart rate, sinoatrial node, pacemaker potential",
        long=True,
    ),
)

_CHECK_IGNORE = Field("check_ignore", Kind.WORDS, "Codes to suppress in this file.", ["QT214"])
PROVENANCES = ("human", "model", "model-reviewed")
LEDGER = (
    Field(
        "provenance",
        Kind.TEXT,
        "Who wrote the text: a human, a model, or a model whose text a human reviewed.",
        "model",
        choices=PROVENANCES,
    ),
    Field("reviewed_by", Kind.TEXT, "Who reviewed the text: a key of `people.yml`.", "ann"),
    Field("last_reviewed", Kind.DAY, "The date of the last review.", "2026-11-22"),
    Field("review_due", Kind.DAY, "The date on which the next review is due.", "2028-11-22"),
    Field(
        "sources",
        Kind.BLOCKS,
        "The works that the text is based on. `[1]` in the text cites the first one.",
        [{"title": "Textbook of physiology", "publisher": "A publisher", "year": "2021"}],
        or_text=True,
        inside=(
            Field("title", Kind.TEXT, "The work's title.", "Textbook of physiology"),
            Field("publisher", Kind.TEXT, "The publisher of the work.", "A publisher"),
            Field("journal", Kind.TEXT, "The journal that published it, if there is no publisher.", "A journal"),
            Field("year", Kind.TEXT, "The year of publication.", "2021"),
            Field("url", Kind.TEXT, "The address at which it can be read.", "https://example.org/textbook"),
            Field("doi", Kind.TEXT, "Its DOI.", "10.1000/182"),
            Field("isbn", Kind.TEXT, "Its ISBN.", "978-0-00-000000-2"),
        ),
    ),
    Field(
        "corrections",
        Kind.BLOCKS,
        "The corrections made to the text, with their dates.",
        [{"date": "2026-11-23", "text": "The unit of the current."}],
        open=True,
        inside=(
            Field("date", Kind.DAY, "The date of the correction.", "2026-11-23", required=True),
            Field("text", Kind.TEXT, "What was corrected.", "The unit of the current.", long=True),
        ),
    ),
)
"""Keys of records and topics for provenance, review, sources and corrections."""

RECORD = (
    Field("_schema", Kind.TEXT, "The type of this file.", "default", usual=True, start="default"),
    Field(
        "id",
        Kind.ID,
        "The number of the article. The files of one article under several subjects share it.",
        200101,
        required=True,
        usual=True,
    ),
    Field("date", Kind.DAY, "The date of publication, as `2026-11-20`.", "2026-11-20", required=True, usual=True),
    Field("title", Kind.TEXT, "The question, as the title of the page.", _QUESTION, required=True, usual=True),
    Field("article_title", Kind.TEXT, "The question, as the title of the article.", _QUESTION, usual=True),
    Field(
        "date_format",
        Kind.DATE_FORMAT,
        "The date's format in moment.js tokens, with literal words in `[brackets]`.",
        "D MMMM YYYY",
        usual=True,
        start="MMM DD, YYYY",
    ),
    Field("post_on_text", Kind.TEXT, "The words before the date.", "Written on", usual=True, start="Posted on"),
    Field(
        "seo",
        Kind.BLOCK,
        "The text that search engines show.",
        {field.name: field.example for field in _SEO},
        usual=True,
        inside=_SEO,
    ),
    Field("author", Kind.TEXT, "The author of the answer.", "A. Writer", usual=True, start="QuickTakes"),
    Field("question", Kind.TEXT, "The question.", _QUESTION, required=True, usual=True, long=True),
    Field(
        "answer",
        Kind.TEXT,
        r"The answer in Markdown, with math between `$` signs. A line break is a real one or the two characters `\n`.",
        "The sinoatrial node sets the pace.\n\n### Why\n\n1. Its cells depolarize by themselves.",
        required=True,
        usual=True,
        long=True,
    ),
    Field("subject", Kind.TEXT, "The subject under which the page is listed.", "Medicine", required=True, usual=True),
    Field("file_name", Kind.TEXT, "The last part of the url, followed by `.md`.", f"{_SLUG}.md", usual=True),
    Field(
        "url",
        Kind.URL,
        "The page's address: `/learn/SUBJECT/questions/` and the words of the question, with hyphens.",
        _URL,
        required=True,
        usual=True,
    ),
    Field("score", Kind.NUMBER, "The rating. -1 means that there is none yet.", 4.5, usual=True, start=-1.0),
    Field("no_index", Kind.FLAG, "On: the page exists, but listings, search and search engines do not show it.", True),
    Field("noIndex", Kind.FLAG, "Another spelling of `no_index`.", True),
    Field(
        "canonical",
        Kind.TEXT,
        "The complete address of the original, if the text was first published elsewhere.",
        "https://example.org/why-a-heart-beats",
    ),
    Field("updated", Kind.DAY, "The date of the last change to the content.", "2026-11-21"),
    Field(
        "aliases",
        Kind.URLS,
        "Former addresses, which redirect here. `/q/ID` of a deleted record is allowed too.",
        ["/learn/medicine/questions/why-a-heart-beats"],
    ),
    Field("same_as", Kind.ID, "The id of the record that this one repeats. This url redirects there.", 200102),
    Field("draft", Kind.FLAG, "On: the record is not published.", True),
    Field("publish_on", Kind.DAY, "The record is not published before this date.", "2027-01-15"),
    Field(
        "withdrawn",
        Kind.TEXT,
        "The reason why the answer was withdrawn. The page shows it instead of the answer.",
        "The dose was wrong.",
        long=True,
    ),
    Field("autolink", Kind.FLAG, "Off: no links to topics are added to the answer.", False),
    Field("primary", Kind.FLAG, "On: the article's page is at this address. Its other addresses redirect here.", True),
    *LEDGER,
    _CHECK_IGNORE,
)
"""The keys of a record in the order in which they are written. Other keys are kept and ignored."""

RELATED = Field(
    "related_article",
    Kind.BLOCK,
    "A record to read next. It is found by its id, then by its url, then by its title.",
    {"id": 200102, "title": "What is a pacemaker?", "subject": "Medicine", "url": "/learn/medicine/questions/pace"},
    inside=(
        Field("id", Kind.TEXT, "The id of the record.", 200102),
        Field("title", Kind.TEXT, "The question of the record.", "What is a pacemaker?"),
        Field("subject", Kind.TEXT, "The subject of the record.", "Medicine"),
        Field("url", Kind.TEXT, "The url of the record.", "/learn/medicine/questions/pace"),
    ),
)
"""The keys below ``related_article1``, ``related_article2`` …"""

PERSON_KEY = r"[a-z0-9]+(?:[-_][a-z0-9]+)*"
"""The key of a person in ``people.yml``; it is part of an address."""
PERSON = (
    Field("name", Kind.TEXT, "The name of the person, as pages show it.", "Ann Writer", required=True, usual=True),
    Field("role", Kind.TEXT, "The person's profession or position.", "Consultant neurologist", usual=True),
    Field("url", Kind.TEXT, "A web page about the person.", "https://example.org/ann", usual=True),
)
"""The keys of a person in ``people.yml``."""

TOPIC = (
    Field("_schema", Kind.TEXT, "The type of this file.", "topic", required=True, usual=True, start="topic"),
    Field("title", Kind.TEXT, "The name of the concept.", "Pacemaker potential", required=True, usual=True),
    Field(
        "definition",
        Kind.TEXT,
        "A definition in one sentence.",
        "The pacemaker potential is the slow depolarization between two beats.",
        required=True,
        usual=True,
        long=True,
    ),
    Field("focus_phrase", Kind.TEXT, "A phrase that people search for.", "what is a pacemaker potential", usual=True),
    Field("synonyms", Kind.WORDS, "Its other names.", ["diastolic depolarization"], usual=True),
    Field("keywords", Kind.WORDS, "Related words and phrases.", ["sinoatrial node", "funny current"], usual=True),
    Field("requires", Kind.WORDS, "The titles of topics to read first.", ["Action potential"], usual=True),
    Field("subject", Kind.TEXT, "The subject it belongs to.", "Medicine", required=True, usual=True),
    Field(
        "url",
        Kind.URL,
        "The page's address: `/learn/SUBJECT/topics/` and the words of the name, with hyphens.",
        "/learn/medicine/topics/pacemaker-potential",
        required=True,
        usual=True,
    ),
    Field("source_note", Kind.TEXT, "The origin of the text.", "Written for this site.", usual=True, long=True),
    Field("autolink", Kind.FLAG, "Off: no links to this topic are added automatically.", False, usual=True),
    Field("date", Kind.DAY, "The date of the last change, as `2026-11-20`.", "2026-11-20", required=True, usual=True),
    *LEDGER,
    _CHECK_IGNORE,
)
"""The keys of a topic in the order in which they are written."""
