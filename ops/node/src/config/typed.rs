//! The settings as the node uses them.

use std::net::SocketAddr;
use std::ops::RangeInclusive;

use homeroom_http::Network;
use homeroom_mail::EmailAddress;
use secrecy::SecretString;
use tracing_subscriber::EnvFilter;

use super::mail::{self, Mail};
use super::objects::{self, Objects};
use super::{Loaded, Wrong};

/// LiveKit signs with nothing shorter.
const MEDIA_SECRET_CHARACTERS_MIN: usize = 32;

/// Everything a node is told.
#[derive(Debug)]
pub(crate) struct Settings {
    /// Where to listen.
    pub(crate) listen: SocketAddr,
    /// The second address, for those who run the node.
    pub(crate) listen_internal: Option<SocketAddr>,
    /// Origins that are ours besides the host of each request, without a slash at their ends.
    pub(crate) public_origins: Vec<String>,
    /// Whose word about the client counts.
    pub(crate) trusted_proxies: Vec<Network>,
    /// Whether `/metrics` is there for everybody.
    pub(crate) metrics_public: bool,
    /// Sockets at once.
    pub(crate) sockets_max: u32,
    /// Sockets at once from one address.
    pub(crate) sockets_per_address_max: u32,
    /// The name of the node.
    pub(crate) node_name: String,
    /// The Postgres.
    pub(crate) database_url: Option<SecretString>,
    /// Connections of the pool.
    pub(crate) pool_connections_max: u32,
    /// The media server, where there is one.
    pub(crate) media: Option<Media>,
    /// How mails leave, where they do.
    pub(crate) mail: Option<Mail>,
    /// Who is told when cases at the desk wait too long.
    pub(crate) on_call: Option<EmailAddress>,
    /// Where the files of lessons are.
    pub(crate) objects: Objects,
    /// What is logged.
    pub(crate) log_filter: String,
    /// How.
    pub(crate) log_format: LogFormat,
}

/// A media server that is configured.
#[derive(Clone, Debug)]
pub(crate) struct Media {
    /// Where we reach it.
    pub(crate) url: String,
    /// Where browsers reach it.
    pub(crate) public_url: String,
    /// Our key's name.
    pub(crate) key: String,
    /// Our key's secret.
    pub(crate) secret: SecretString,
}

/// How lines of the log look.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum LogFormat {
    /// For people on a terminal, for machines elsewhere.
    Auto,
    /// For machines.
    Json,
    /// For people.
    Pretty,
}

impl Settings {
    /// Reads every value; the first that cannot be used ends it.
    pub(crate) fn of(loaded: &Loaded) -> Result<Self, Wrong> {
        let text = |name: &str| loaded.get(name).map(|value| value.text.clone());
        let listen: SocketAddr = required(loaded, "listen", "an address and port, as 127.0.0.1:8080")?;
        Ok(Self {
            listen,
            listen_internal: loaded.read("listen_internal", "an address and port, as 127.0.0.1:9090")?,
            public_origins: each(loaded, "public_origins", "origins as https://class.example.org, by commas", origin)?,
            trusted_proxies: each(loaded, "trusted_proxies", "networks as 10.0.0.0/8, by commas", |part| {
                part.parse().ok()
            })?,
            metrics_public: required(loaded, "metrics_public", "true or false")?,
            sockets_max: whole(loaded, "sockets_max", 1..=1_000_000)?,
            sockets_per_address_max: whole(loaded, "sockets_per_address_max", 1..=1_000_000)?,
            node_name: name(loaded, "node_name")?,
            database_url: address(loaded, "database.url", &["postgres://", "postgresql://"])?.map(SecretString::from),
            pool_connections_max: whole(loaded, "database.pool_connections_max", 1..=200)?,
            media: media(loaded)?,
            mail: mail::read(loaded, listen)?,
            on_call: loaded.read("mail.on_call", "an address as oncall@example.org")?,
            objects: objects::read(loaded)?,
            log_filter: text("log.filter").filter(|filter| EnvFilter::try_new(filter).is_ok()).ok_or_else(|| {
                loaded.wrong("log.filter", "a level, or levels by module, as info,homeroom_actors=debug")
            })?,
            log_format: match text("log.format").as_deref() {
                Some("auto") => LogFormat::Auto,
                Some("json") => LogFormat::Json,
                Some("pretty") => LogFormat::Pretty,
                Some(_) | None => return Err(loaded.wrong("log.format", "one of auto, json, pretty")),
            },
        })
    }
}

pub(super) fn required<T: std::str::FromStr>(loaded: &Loaded, name: &str, wanted: &str) -> Result<T, Wrong> {
    loaded.read(name, wanted)?.ok_or_else(|| loaded.wrong(name, wanted))
}

fn whole(loaded: &Loaded, name: &str, range: RangeInclusive<u32>) -> Result<u32, Wrong> {
    let wanted = format!("a whole number from {} to {}", range.start(), range.end());
    let value = required(loaded, name, &wanted)?;
    if range.contains(&value) { Ok(value) } else { Err(loaded.wrong(name, &wanted)) }
}

/// The parts between commas, each read by `read`.
fn each<T>(loaded: &Loaded, name: &str, wanted: &str, read: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, Wrong> {
    let Some(value) = loaded.get(name) else { return Ok(Vec::new()) };
    let parts: Option<Vec<T>> = value.text.split(',').map(|part| read(part.trim())).collect();
    parts.ok_or_else(|| loaded.wrong(name, wanted))
}

/// An origin as browsers write it (RFC 6454, section 6.2): scheme and host, with no slash after them.
pub(super) fn origin(text: &str) -> Option<String> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    (!host.is_empty() && !host.contains(['/', ' ', '@'])).then(|| text.to_lowercase())
}

/// Names become part of the database's list of connections, whose names have at most 63 bytes.
fn name(loaded: &Loaded, setting: &str) -> Result<String, Wrong> {
    let fits = |name: &String| {
        (1..=40).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    let value: String = required(loaded, setting, "a name")?;
    Some(value).filter(fits).ok_or_else(|| loaded.wrong(setting, "1 to 40 letters, digits, dots, dashes"))
}

/// An address that begins as it should and goes on; a slash at its end is taken off.
fn address(loaded: &Loaded, name: &str, schemes: &[&str]) -> Result<Option<String>, Wrong> {
    let Some(value) = loaded.get(name) else { return Ok(None) };
    let given = value.text.trim_end_matches('/');
    let begins = schemes.iter().any(|scheme| given.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()));
    if begins {
        return Ok(Some(given.to_owned()));
    }
    Err(loaded.wrong(name, &format!("an address that begins with {}", schemes.join(" or "))))
}

/// All four or none: a media server without a key is a class whose pictures fail one by one.
fn media(loaded: &Loaded) -> Result<Option<Media>, Wrong> {
    let url = address(loaded, "media.url", &["http://", "https://"])?;
    let public_url = address(loaded, "media.public_url", &["ws://", "wss://"])?;
    let text = |name: &str| loaded.get(name).map(|value| value.text.clone());
    let (key, secret) = (text("media.key"), text("media.secret"));
    if url.is_none() && public_url.is_none() && key.is_none() && secret.is_none() {
        return Ok(None);
    }
    let missing = |name: &'static str| move || Wrong::missing(name, "a media server needs it");
    let secret = secret.ok_or_else(missing("media.secret"))?;
    if secret.chars().count() < MEDIA_SECRET_CHARACTERS_MIN {
        return Err(loaded.wrong("media.secret", "at least 32 characters long"));
    }
    Ok(Some(Media {
        url: url.ok_or_else(missing("media.url"))?,
        public_url: public_url.ok_or_else(missing("media.public_url"))?,
        key: key.ok_or_else(missing("media.key"))?,
        secret: SecretString::from(secret),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(pairs: &[(&str, &str)]) -> Result<Settings, Wrong> {
        let variables: Vec<_> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Settings::of(&Loaded::gather(&[], &variables, None)?)
    }

    fn wrong(pairs: &[(&str, &str)]) -> String {
        settings(pairs).unwrap_err().to_string()
    }

    #[test]
    fn with_nothing_given_every_setting_has_a_usable_value() {
        let settings = settings(&[]).unwrap();
        assert_eq!(settings.listen, "127.0.0.1:8080".parse().unwrap());
        assert!(settings.media.is_none() && settings.database_url.is_none());
        assert_eq!(settings.log_format, LogFormat::Auto);
    }

    #[test]
    fn a_wrong_value_is_told_with_its_variable_and_what_is_wanted() {
        assert_eq!(
            wrong(&[("HOMEROOM_LISTEN", "8080")]),
            "HOMEROOM_LISTEN: listen is not an address and port, as 127.0.0.1:8080: 8080"
        );
        assert_eq!(
            wrong(&[("HOMEROOM_DATABASE_POOL_CONNECTIONS_MAX", "201")]),
            "HOMEROOM_DATABASE_POOL_CONNECTIONS_MAX: database.pool_connections_max is not a whole number from 1 to 200: 201"
        );
        assert!(wrong(&[("HOMEROOM_LOG_FORMAT", "yaml")]).contains("one of auto, json, pretty"));
        assert!(wrong(&[("HOMEROOM_LOG", "info=loud=")]).starts_with("HOMEROOM_LOG: "));
        assert!(wrong(&[("HOMEROOM_NODE_NAME", "a b")]).starts_with("HOMEROOM_NODE_NAME: "));
    }

    #[test]
    fn lists_are_read_by_commas_and_every_part_has_to_be_right() {
        let settings = settings(&[
            ("HOMEROOM_PUBLIC_ORIGINS", "https://A.example, http://b.example:8080"),
            ("HOMEROOM_TRUSTED_PROXIES", "10.0.0.0/8,::1"),
        ]);
        let settings = settings.unwrap();
        assert_eq!(settings.public_origins, ["https://a.example", "http://b.example:8080"]);
        assert_eq!(settings.trusted_proxies.len(), 2);
        for bad in ["https://a.example/", "a.example", "https://a.example,", "https://u@a.example"] {
            assert!(wrong(&[("HOMEROOM_PUBLIC_ORIGINS", bad)]).starts_with("HOMEROOM_PUBLIC_ORIGINS: "), "{bad}");
        }
        assert!(wrong(&[("HOMEROOM_TRUSTED_PROXIES", "10.0.0.0/33")]).contains("networks as 10.0.0.0/8"));
    }

    #[test]
    fn a_wrong_secret_is_not_shown() {
        let said = wrong(&[("DATABASE_URL", "mysql://root:hunter2@h/d")]);
        assert_eq!(said, "DATABASE_URL: database.url is not an address that begins with postgres:// or postgresql://");
    }

    #[test]
    fn a_media_server_needs_all_four_settings() {
        let all = [
            ("HOMEROOM_MEDIA_URL", "https://media.example.org/"),
            ("HOMEROOM_MEDIA_PUBLIC_URL", "wss://media.example.org"),
            ("HOMEROOM_MEDIA_KEY", "key"),
            ("HOMEROOM_MEDIA_SECRET", "0123456789abcdef0123456789abcdef"),
        ];
        assert_eq!(settings(&all).unwrap().media.unwrap().url, "https://media.example.org");
        assert_eq!(wrong(&all[..3]), "HOMEROOM_MEDIA_SECRET: media.secret is not set, and a media server needs it");
        assert_eq!(wrong(&all[1..]), "HOMEROOM_MEDIA_URL: media.url is not set, and a media server needs it");
        let short = [all[0], all[1], all[2], ("HOMEROOM_MEDIA_SECRET", "short")];
        assert_eq!(wrong(&short), "HOMEROOM_MEDIA_SECRET: media.secret is not at least 32 characters long");
    }
}
