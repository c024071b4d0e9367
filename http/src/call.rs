//! One request on its way to its handler.

use std::net::IpAddr;
use std::sync::Arc;

use homeroom_actors::kit::entropy;
use homeroom_protocol::principal::Principal;
use homeroom_protocol::refusal::Refusal;
use hyper::body::Incoming;
use hyper::http::request::Parts;

use crate::app::Shared;
use crate::listener::{Peer, Side};
use crate::{address, origin};

/// One request.
pub(crate) struct Call {
    pub(crate) shared: Arc<Shared>,
    pub(crate) peer: Peer,
    pub(crate) parts: Parts,
    pub(crate) body: Incoming,
    /// The variable part of the path, where the route has one.
    pub(crate) segment: String,
}

impl Call {
    /// The address the request came from, with what trusted proxies say.
    pub(crate) fn client(&self) -> IpAddr {
        address::client(self.peer.address, &self.parts.headers, &self.shared.settings.trusted_proxies)
    }

    /// Whether it came in through the internal listener.
    pub(crate) fn is_internal(&self) -> bool {
        self.peer.side == Side::Internal
    }

    /// Refuses what another site made a browser ask.
    pub(crate) fn check_origin(&self) -> Result<(), Refusal> {
        let settings = &self.shared.settings;
        origin::check(&self.parts.headers, &self.parts.uri, self.scheme(), &settings.public_origins)
    }

    /// The origin of the page that asked, where that is this machine's name for itself.
    pub(crate) fn local_origin(&self) -> Option<String> {
        let host = origin::local_host(&self.parts.headers, &self.parts.uri)?;
        Some(format!("{}://{host}", self.scheme()))
    }

    /// Whose request it is.
    pub(crate) fn principal(&self) -> Result<Principal, Refusal> {
        self.shared.access.principal(&self.parts.headers)
    }

    /// How the browser reached us: a trusted proxy in front may have ended its TLS.
    fn scheme(&self) -> &'static str {
        let trusted = self.shared.settings.trusted_proxies.iter().any(|proxy| proxy.contains(self.peer.address));
        let forwarded = self.parts.headers.get("x-forwarded-proto").is_some_and(|proto| proto == "https");
        if trusted && forwarded { "https" } else { "http" }
    }
}

/// What ties an answer, its log lines and what support is told together: 16 random bytes in hex, as in a W3C trace.
pub(crate) fn trace_id() -> String {
    format!("{:032x}", u128::from_be_bytes(entropy::id_bytes::<16>()))
}
