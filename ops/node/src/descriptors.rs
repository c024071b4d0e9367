//! How many files this process may have open, which for a server means sockets. A plain user's soft limit is often 1,024,
//! while the hard one allows thousands: the soft one is for programs that use `select`, which this one does not.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Descriptors that are no people's sockets: the store's connections, logs, listeners.
const OTHERS: u64 = 256;

/// Raises the soft limit to the hard one, and says so in the log where even that is too little for `sockets`.
pub(crate) fn raise(sockets: u32) {
    let limit = getrlimit(Resource::Nofile);
    if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum }) {
        tracing::warn!(error = %error, "the limit of open files could not be raised");
    }
    let allowed = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    if allowed < u64::from(sockets) + OTHERS {
        tracing::warn!(
            limit.files = allowed,
            sockets.max = sockets,
            "fewer files may be open than sockets are allowed; raise the hard limit of open files, or lower sockets_max"
        );
    }
}
