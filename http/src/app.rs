//! What the composition root gives, and what all requests share.

use std::net::IpAddr;
use std::sync::Arc;

use homeroom_actors::desk::Desk;
use homeroom_actors::kit::clock::Clock;
use homeroom_actors::lessons::Lessons;
use homeroom_actors::schedule::Schedule;
use homeroom_actors::session::sessions::Sessions;
use homeroom_protocol::ids::{PersonId, SignInId};
use homeroom_protocol::limits::{SOCKETS_PER_ADDRESS_MAX, SOCKETS_PER_PERSON_MAX};
use homeroom_storage::Store;
use hyper::header::HeaderValue;
use metrics_exporter_prometheus::PrometheusHandle;

use crate::address::Network;
use crate::code::Codes;
use crate::cookie::RefreshTokens;
use crate::keys::Keys;
use crate::limits::{CONNECTIONS_MAX, Counter, Crowd, MAGIC_LINKS_MAX, REFRESHES_MAX, SOCKETS_MAX};
use crate::mail::Mail;
use crate::pages;
use crate::principal::AccessTokens;
use crate::rate::Rates;
use crate::router::Routes;

/// What the composition root gives.
pub struct App {
    /// The classes.
    pub sessions: Sessions,
    /// The moderators' desk.
    pub desk: Desk,
    /// The lessons.
    pub lessons: Lessons,
    /// The timetable.
    pub schedule: Schedule,
    /// The store.
    pub store: Store,
    /// The clock.
    pub clock: Clock,
    /// What tokens and cookies are made with.
    pub keys: Keys,
    /// How mails leave; `None`: nobody signs in by mail here.
    pub mail: Option<Mail>,
    /// What an operator can set.
    pub settings: Settings,
    /// What `/metrics` renders.
    pub metrics: PrometheusHandle,
}

/// What an operator can set.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Origins pages are served from besides `scheme://Host` of the request itself, e.g. `https://class.example`.
    pub public_origins: Vec<String>,
    /// Whose `X-Forwarded-For` and `X-Forwarded-Proto` count; everyone else's are ignored.
    pub trusted_proxies: Vec<Network>,
    /// Whether `/metrics` is there on the public listener too.
    pub metrics_public: bool,
    /// The media server's URL as browsers reach it (`ws://…` or `wss://…`), for the content policy of the pages.
    pub media_url: Option<String>,
    /// The object store's URL as browsers reach it (`http://…` or `https://…`), for the content policy of the pages.
    pub objects_url: Option<String>,
    /// L6: sockets from one address.
    pub sockets_per_address_max: usize,
    /// L6: sockets of this node.
    pub sockets_max: usize,
    /// Connections of this node, sockets not counted.
    pub connections_max: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            public_origins: Vec::new(),
            trusted_proxies: Vec::new(),
            metrics_public: false,
            media_url: None,
            objects_url: None,
            sockets_per_address_max: SOCKETS_PER_ADDRESS_MAX,
            sockets_max: SOCKETS_MAX,
            connections_max: CONNECTIONS_MAX,
        }
    }
}

/// What all requests share.
pub(crate) struct Shared {
    pub(crate) sessions: Sessions,
    pub(crate) desk: Desk,
    pub(crate) lessons: Lessons,
    pub(crate) schedule: Schedule,
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) settings: Settings,
    pub(crate) metrics: PrometheusHandle,
    pub(crate) routes: Routes,
    pub(crate) access: AccessTokens,
    pub(crate) refresh: RefreshTokens,
    pub(crate) codes: Codes,
    pub(crate) mail: Option<Mail>,
    /// L9, each by what it counts: network addresses, hashes of email addresses, sign-ins.
    pub(crate) asked_from: Rates<IpAddr>,
    pub(crate) asked_for: Rates<[u8; 32]>,
    pub(crate) refreshes: Rates<SignInId>,
    pub(crate) page_policy: HeaderValue,
    pub(crate) connections: Crowd,
    pub(crate) sockets: Crowd,
    pub(crate) addresses: Arc<Counter<IpAddr>>,
    pub(crate) persons: Arc<Counter<PersonId>>,
}

impl Shared {
    pub(crate) fn new(app: App) -> Self {
        let App { sessions, desk, lessons, schedule, store, clock, keys, mail, settings, metrics } = app;
        Self {
            access: AccessTokens::new(&keys, clock.clone()),
            refresh: RefreshTokens::new(&keys),
            codes: Codes::new(&keys),
            mail,
            asked_from: Rates::new(MAGIC_LINKS_MAX),
            asked_for: Rates::new(MAGIC_LINKS_MAX),
            refreshes: Rates::new(REFRESHES_MAX),
            page_policy: pages::policy(settings.media_url.as_deref(), settings.objects_url.as_deref()),
            routes: Routes::new(),
            connections: Crowd::new(settings.connections_max),
            sockets: Crowd::new(settings.sockets_max),
            addresses: Counter::new(settings.sockets_per_address_max),
            persons: Counter::new(SOCKETS_PER_PERSON_MAX),
            sessions,
            desk,
            lessons,
            schedule,
            store,
            clock,
            settings,
            metrics,
        }
    }
}
