//! The functional core: pure, deterministic state machines.
