"""What is held on one country or region: its table, station networks and laws."""
