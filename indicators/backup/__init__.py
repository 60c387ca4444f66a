"""What this installation alone has, as one file, and back."""
