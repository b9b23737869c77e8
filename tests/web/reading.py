"""What pages say, as tests compare it."""

from lxml import html


def tree(text: str) -> html.HtmlElement:
    """Return a page as a tree."""
    return html.document_fromstring(text)


def texts(page: html.HtmlElement, path: str) -> list[str]:
    """Return what the elements at a path say, each on one line."""
    return [" ".join("".join(map(str, node.itertext())).split()) for node in page.xpath(path)]


def titles(text: str) -> list[str]:
    """Return the titles of the lines of a list."""
    return texts(tree(text), "//li[@data-row]//h2")


def addresses(page: html.HtmlElement, path: str) -> list[str]:
    """Return where the links at a path lead."""
    return [str(node.get("href")) for node in page.xpath(path)]
