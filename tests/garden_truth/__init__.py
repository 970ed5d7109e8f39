"""How near estimates and advice come to what the soil really did, in simulated gardens: `make garden-truth`."""
