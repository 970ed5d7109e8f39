"""What a running gateway shows of itself: facts of the privacy rules answered from evidence."""
