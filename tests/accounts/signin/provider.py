"""An OpenID Connect provider inside the test: signs real tokens with a real key, and lies when told to."""

import json
import time
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric import rsa

from accounts.signin.adapters import IdentityAccountAdapter

ISSUER = "https://id.example.invalid"
KEY, OTHER_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))


def configured(name="city", issuer=ISSUER, label="示例统一身份") -> dict:
    return {
        "provider_id": name,
        "name": label,
        "client_id": "portal",
        "secret": "only-for-tests",
        "settings": {"issuer": issuer, "server_url": issuer},
    }


@dataclass
class FakeProvider:
    """claims: what the ID token says of the person; userinfo: what that endpoint says; forged: what is wrong in the token."""

    claims: dict = field(
        default_factory=lambda: {"sub": "person-1", "name": "示例明", "phone_number": "+8613800000001"}
    )
    userinfo: dict | None = None
    forged: dict = field(default_factory=dict)
    key: rsa.RSAPrivateKey = KEY
    issuer: str = ISSUER
    discovery: dict = field(default_factory=dict)
    asked: dict = field(default_factory=dict)
    is_down: bool = False

    @classmethod
    def installed(cls, settings, monkeypatch) -> "FakeProvider":
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {**settings.SOCIALACCOUNT_PROVIDERS["openid_connect"], "APPS": [configured()]}
        }
        provider = cls()
        monkeypatch.setattr(IdentityAccountAdapter, "get_requests_session", lambda self: Session(provider))
        return provider

    def also(self, settings, *apps) -> None:
        """More providers at the same address."""
        settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"].extend(apps)

    def sign_in(self, client, name="city", query="", **answer):
        """Goes to the provider and comes back; returns the site's answer to the callback."""
        started = client.get(f"/accounts/oidc/{name}/login/{query}")
        assert started.status_code == 302, started.content.decode()
        self.asked = {key: values[0] for key, values in parse_qs(urlsplit(started.url).query).items()}
        answer = {"code": "a-code", "state": self.asked["state"], **answer}
        return client.get(f"/accounts/oidc/{name}/login/callback/", answer)

    def answer(self, url: str, data: dict) -> dict:
        if url.endswith("openid-configuration"):
            return {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "userinfo_endpoint": f"{self.issuer}/userinfo",
                "jwks_uri": f"{self.issuer}/jwks",
                **self.discovery,
            }
        if url.endswith("/jwks"):
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
            return {"keys": [{**public, "kid": "one", "alg": "RS256"}]}
        if url.endswith("/token"):
            return {"access_token": "access", "token_type": "Bearer", "id_token": self._token()}
        return self.claims if self.userinfo is None else self.userinfo

    def _token(self) -> str:
        now = int(time.time())
        said = {"iss": self.issuer, "aud": "portal", "iat": now, "exp": now + 60, "nonce": self.asked.get("nonce")}
        return jwt.encode({**said, **self.claims, **self.forged}, self.key, algorithm="RS256", headers={"kid": "one"})


class Session(requests.Session):
    """Answers from the provider in the test instead of from the network."""

    def __init__(self, provider: FakeProvider):
        super().__init__()
        self.provider = provider

    def request(self, method, url, data=None, **kwargs) -> requests.Response:
        if self.provider.is_down:
            raise requests.ConnectionError("no answer")
        response = requests.Response()
        response.status_code, response.url = 200, url
        response.headers["content-type"] = "application/json"
        response._content = json.dumps(self.provider.answer(url, data or {})).encode()
        return response
