"""What a person is owed whose answers are kept: to know, to see, to take back, to be deleted."""
