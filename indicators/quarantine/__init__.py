"""New editions that look like a mistake: how they are judged, kept aside, and decided on."""
