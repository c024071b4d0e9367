//! Load: the room bench and its floor.
