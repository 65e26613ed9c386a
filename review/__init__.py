"""The review of doubtful readings: a queue, a page in the browser, a random audit, statistics."""
