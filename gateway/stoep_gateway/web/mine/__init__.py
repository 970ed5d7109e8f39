"""What a keeper sees and says of the own garden: behind a secret link, about that one garden only."""
