"""Endings of file names: which files a browser runs when somebody opens them, or a web server when it sends them."""

from __future__ import annotations

BROWSER = frozenset(
    """html htm shtml shtm xhtml xhtm xht hta htc mht mhtml xml xsl xslt xsd xbl xul rdf owl rss atom mml mathml wsdl
    kml gpx svgz js mjs cjs jsm es ecma swf jar wasm""".split()
)
"""Browsers run or show these as documents of the site. XML is among them, because it may have scripts of XHTML."""
SERVER = frozenset("php php3 php4 php5 php7 php8 phps phtml phar asp aspx ashx asmx cgi fcgi jsp jspx cfm".split())
"""Some web servers run these, also with further endings behind them."""
ACTIVE = BROWSER | SERVER
_PLAIN = frozenset(
    """png jpg jpeg gif webp avif bmp ico tif tiff pdf txt csv tsv json css zip woff woff2 ttf otf mp3 mp4 m4a m4v ogg
    oga ogv wav webm vtt docx xlsx pptx odt ods odp apkg epub""".split()
)
"""Endings that every web server knows, so that those before them do not matter."""


def active(path: str) -> str:
    """The ending of a path that makes its file active, in lower case; empty if there is none.

    Web servers skip endings that they do not know, such as languages and compression: ``a.html.de`` is HTML.
    """
    _, *endings = path.lower().rpartition("/")[2].split(".")
    for ending in endings:
        if ending in SERVER:
            return ending
    for number, ending in enumerate(reversed(endings)):
        if ending in BROWSER or (ending == "svg" and number):
            return ending
        if ending in _PLAIN or ending == "svg":
            return ""
    return ""
