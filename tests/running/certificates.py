"""Certificates for servers and clients on loopback, issued by an authority that lives as long as a test."""

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class IssuedCertificate(NamedTuple):
    """The files of a certificate and its key."""

    certificate: Path
    key: Path


class CertificateAuthority:
    """Issues certificates; `file` holds its own."""

    def __init__(self, folder: Path, name: str = "authority") -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _named(name)
        builder = _builder(self._name, self._name, self._key.public_key())
        constraints = x509.BasicConstraints(ca=True, path_length=0)
        self.file = folder / f"{name}.crt"
        self.file.write_bytes(_pem(builder.add_extension(constraints, critical=True).sign(self._key, hashes.SHA256())))

    def issue(self, owner: str, *, name: str = "localhost", address: str = "127.0.0.1") -> IssuedCertificate:
        """A certificate of that owner for the name and the address."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = [x509.DNSName(name), x509.IPAddress(ipaddress.ip_address(address))]
        builder = _builder(_named(owner), self._name, key.public_key())
        certificate = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        issued = IssuedCertificate(self._folder / f"{owner}.crt", self._folder / f"{owner}.key")
        issued.certificate.write_bytes(_pem(certificate.sign(self._key, hashes.SHA256())))
        issued.key.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        issued.key.chmod(0o600)
        return issued


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
