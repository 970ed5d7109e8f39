"""What may leave the gateway, and in which form. Pure: no clock, no file, no socket."""
