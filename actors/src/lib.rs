//! The imperative shell: actors, their lanes, relays and doors.
