"""The Contribute page in parts: a member's file, its check and preview, handing in, and the decision."""
