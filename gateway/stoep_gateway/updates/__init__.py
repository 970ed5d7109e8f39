"""Updates of devices: which image is meant for whom, and which device may have it now."""
