"""Enrolment by code: what an invite promises, and the service that keeps the promise over TLS."""
