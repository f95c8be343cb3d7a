"""Small faults in a room, and which of them its tests notice."""
