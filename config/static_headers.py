"""What static files say to browsers beside what every answer says."""

from wsgiref.headers import Headers


def forbid_framing(headers: Headers, path: str, url: str) -> None:
    """Static files are served before the site's whole Content-Security-Policy is put on."""
    headers["Content-Security-Policy"] = "frame-ancestors 'none'"
