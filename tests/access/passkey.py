"""A passkey as a browser would have registered it. Nobody holds its private half."""

from __future__ import annotations

import hashlib
import json
import secrets

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

from clinic.models import User

FLAGS = (
    AuthenticatorData.FLAG.USER_PRESENT
    | AuthenticatorData.FLAG.USER_VERIFIED
    | AuthenticatorData.FLAG.ATTESTED
)


def with_passkey(user: User) -> Authenticator:
    name = secrets.token_bytes(16)
    half = ec.generate_private_key(ec.SECP256R1()).public_key()
    public = ES256.from_cryptography_key(half)  # type: ignore[no-untyped-call]
    held = AttestedCredentialData.create(Aaguid.NONE, name, public)
    about = AuthenticatorData.create(hashlib.sha256(b"testserver").digest(), FLAGS, 0, held)
    client = {"type": "webauthn.create", "challenge": "AAAA", "origin": "https://testserver"}
    credential = {
        "id": websafe_encode(name),
        "rawId": websafe_encode(name),
        "type": "public-key",
        "clientExtensionResults": {},
        "response": {
            "attestationObject": websafe_encode(AttestationObject.create("none", about, {})),
            "clientDataJSON": websafe_encode(json.dumps(client).encode()),
        },
    }
    made: Authenticator = Authenticator.objects.create(
        user=user,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "On the key ring", "credential": credential},
    )
    return made
