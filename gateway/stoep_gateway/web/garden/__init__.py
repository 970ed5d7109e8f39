"""What pages say and draw of gardens: the soil, its weeks, advice, the probe, the others."""
