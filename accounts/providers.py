"""Other sites that people may sign in with: each one is there when the environment names its client id."""

from typing import Any
from urllib.parse import urlsplit

from environ import Env

OIDC = "openid_connect"


def configured_providers(env: Env) -> dict[str, Any]:
    """allauth's SOCIALACCOUNT_PROVIDERS; empty when nothing is configured."""
    providers: dict[str, Any] = {}
    if client_id := env("GITHUB_CLIENT_ID", default=""):
        app = {"client_id": client_id, "secret": env("GITHUB_SECRET")}
        providers["github"] = {"APPS": [app], "SCOPE": ["user:email"]}
    if client_id := env("GOOGLE_CLIENT_ID", default=""):
        app = {"client_id": client_id, "secret": env("GOOGLE_SECRET")}
        providers["google"] = {"APPS": [app], "SCOPE": ["profile", "email"], "OAUTH_PKCE_ENABLED": True}
    if client_id := env("OIDC_CLIENT_ID", default=""):
        server = env("OIDC_SERVER_URL")
        app = {
            "provider_id": "oidc",
            "name": env("OIDC_NAME", default="OpenID Connect"),
            "client_id": client_id,
            "secret": env("OIDC_SECRET", default=""),
            "settings": {
                "server_url": server,
                "oauth_pkce_enabled": True,
                # whatever the site says of itself, its tokens must name the issuer that was configured
                "openid_configuration_overrides": {"issuer": server},
            },
        }
        providers[OIDC] = {"APPS": [app]}
    return providers


def redirect_origins(env: Env) -> list[str]:
    """Where a sign-in form may be redirected to: Chromium checks redirects against form-action too."""
    found = []
    if env("GITHUB_CLIENT_ID", default=""):
        found.append("https://github.com")
    if env("GOOGLE_CLIENT_ID", default=""):
        found.append("https://accounts.google.com")
    if env("OIDC_CLIENT_ID", default=""):
        server = urlsplit(env("OIDC_SERVER_URL"))
        found += [f"{server.scheme}://{server.netloc}", *env.list("OIDC_MORE_ORIGINS", default=[])]
    return found
