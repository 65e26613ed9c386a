"""What reviewers decide: answers, decisions as records and as JSON lines, and which one stands."""
