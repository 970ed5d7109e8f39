"""Processes: starting, watching and stopping the gateway's parts."""
