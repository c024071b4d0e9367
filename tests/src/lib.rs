//! Scenes with a real Postgres, real sockets and real browsers.
