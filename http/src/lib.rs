//! Bytes to protocol, then a handle: REST, sockets, pages.
