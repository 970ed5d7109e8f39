"""TLS of a simulated board on CPython, which complains in mbedTLS's words. Host only."""

import asyncio
import ssl

from stoep_protocol.compat import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

_INVALID_RECORD = -0x7200  # mbedTLS's number for an answer that is not TLS
_MBEDTLS_WORDS = {  # by OpenSSL's X509_V_ERR_*
    9: "validity starts in the future",
    10: "validity has expired",
    62: "Common Name (CN) does not match with the expected CN",
    64: "Common Name (CN) does not match with the expected CN",
}


async def open_checked(host: str, port: int, ca_der: bytes) -> "tuple[Any, Any]":
    """(reader, writer) of a server whose certificate is good. ValueError: it is not; OSError."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=ca_der)
    refused = ""
    try:
        return await asyncio.open_connection(host, port, ssl=context, server_hostname=host)
    except ssl.SSLCertVerificationError as error:
        refused = _MBEDTLS_WORDS.get(error.verify_code, "is not correctly signed by the trusted CA")
    except ssl.SSLError:
        pass
    if refused:
        raise ValueError("The certificate " + refused + "\n")
    raise OSError(_INVALID_RECORD)
