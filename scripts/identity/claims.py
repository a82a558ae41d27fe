"""What the sample provider says of a person: as real ones do, more than the site wants to keep."""

from oauth2_provider.oauth2_validators import OAuth2Validator

from identity.people import by_sub


class SampleClaims(OAuth2Validator):
    """The claims of the ID token and of userinfo."""

    oidc_claim_scope = None  # whatever the scope, everything is said

    def get_claim_dict(self, request) -> dict:
        person = by_sub(request.user.username)
        return {
            "sub": person.sub,
            "name": person.name,
            "phone_number": person.phone,
            "phone_number_verified": True,
            "email": f"{person.sub}@example.invalid",
            "gender": "unknown",
        }

    def get_discovery_claims(self, request) -> list[str]:
        return ["sub", "name", "phone_number", "phone_number_verified", "email", "gender"]
