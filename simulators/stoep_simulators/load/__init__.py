"""Load in real time: many devices that keep to a schedule, whatever a gateway answers. Host only."""
