"""A browser by its User-Agent, in words that its owner knows it by."""

BROWSERS = (
    ("Firefox/", "Firefox"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def browser_and_system(user_agent: str) -> tuple[str, str]:
    """`("Firefox", "Linux")`; an empty word for what isn't known. The first mark found counts."""
    browser, system = (
        next((name for mark, name in marks if mark in user_agent), "") for marks in (BROWSERS, SYSTEMS)
    )
    return browser, system
