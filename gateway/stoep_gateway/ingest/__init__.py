"""From sealed frames to what one transaction commits, and the replies. Pure: time, keys and epoch are arguments."""
