"""Does a sensor keep to the privacy rules: rules as data, three-valued, each with its source. Pure."""
