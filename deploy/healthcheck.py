"""Exit code 0 when the web process of this container can serve: asks it by the site's own name."""

import os
import sys
from http.client import HTTPConnection
from urllib.parse import urlsplit

WEB = ("127.0.0.1", int(os.environ.get("PORT", "8000")))


def main() -> int:
    connection = HTTPConnection(*WEB, timeout=4)
    name = urlsplit(os.environ["SITE_URL"]).netloc
    connection.request("GET", "/healthz", headers={"Host": name, "X-Forwarded-Proto": "https"})
    answer = connection.getresponse()
    print(answer.status, answer.read().decode())
    return 0 if answer.status == 200 else 1


if __name__ == "__main__":
    sys.exit(main())
