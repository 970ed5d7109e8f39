"""Tests of other people's: a back-end's contract, a fleet against a gateway, and what can be said of what arrived."""
