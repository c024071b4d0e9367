//! The table: every setting there is.

/// One setting.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting {
    /// Its name: the key in the file, with a dot for a section.
    pub(crate) name: &'static str,
    /// Its environment variable.
    pub(crate) variable: &'static str,
    /// The value where nobody gives one; `None`: it is simply not set.
    pub(crate) default: Option<&'static str>,
    /// What it means, in one sentence.
    pub(crate) meaning: &'static str,
    /// Whether its value is hidden. A secret may also lie in the file that `<variable>_FILE` names.
    pub(crate) secret: bool,
}

const fn plain(
    name: &'static str,
    variable: &'static str,
    default: Option<&'static str>,
    meaning: &'static str,
) -> Setting {
    Setting { name, variable, default, meaning, secret: false }
}

const fn secret(name: &'static str, variable: &'static str, meaning: &'static str) -> Setting {
    Setting { name, variable, default: None, meaning, secret: true }
}

/// Every setting, in the order `homeroom config` shows them.
pub(crate) const SETTINGS: &[Setting] = &[
    plain("listen", "HOMEROOM_LISTEN", Some("127.0.0.1:8080"), "The address and port to listen on."),
    plain(
        "listen_internal",
        "HOMEROOM_LISTEN_INTERNAL",
        None,
        "A second address for those who run the node, where `/metrics` is; not set, there is none.",
    ),
    plain(
        "public_origins",
        "HOMEROOM_PUBLIC_ORIGINS",
        None,
        "Origins of the pages besides the host they were asked for, as `https://class.example.org`, by commas.",
    ),
    plain(
        "trusted_proxies",
        "HOMEROOM_TRUSTED_PROXIES",
        None,
        "Networks whose `X-Forwarded-For` and `X-Forwarded-Proto` count, as `10.0.0.0/8`, by commas.",
    ),
    plain("metrics_public", "HOMEROOM_METRICS_PUBLIC", Some("false"), "Whether `/metrics` is there for everybody."),
    plain("sockets_max", "HOMEROOM_SOCKETS_MAX", Some("16000"), "Sockets of this node at once, 1 to 1000000."),
    plain(
        "sockets_per_address_max",
        "HOMEROOM_SOCKETS_PER_ADDRESS_MAX",
        Some("600"),
        "Sockets from one address at once, 1 to 1000000; a school behind one address needs many.",
    ),
    plain(
        "node_name",
        "HOMEROOM_NODE_NAME",
        Some("homeroom"),
        "The name of this node; the next run of the same name takes over what this one leaves.",
    ),
    secret("database.url", "DATABASE_URL", "The Postgres of this node: `postgres://user:password@host/database`."),
    plain(
        "database.pool_connections_max",
        "HOMEROOM_DATABASE_POOL_CONNECTIONS_MAX",
        Some("8"),
        "Connections for reading and for everything that is not a journal, 1 to 200.",
    ),
    plain("media.url", "HOMEROOM_MEDIA_URL", None, "Where this node reaches LiveKit: `http://` or `https://`."),
    plain("media.public_url", "HOMEROOM_MEDIA_PUBLIC_URL", None, "Where browsers reach LiveKit: `ws://` or `wss://`."),
    plain("media.key", "HOMEROOM_MEDIA_KEY", None, "The name of this node's key at LiveKit."),
    secret("media.secret", "HOMEROOM_MEDIA_SECRET", "That key's secret, at least 32 characters."),
    secret(
        "mail.smtp_url",
        "HOMEROOM_MAIL_SMTP_URL",
        "The mail server: `smtps://user:password@host`, or `smtp://user:password@host?tls=required`; without \
         `tls=required` mails, and the links in them, may travel in the clear.",
    ),
    plain("mail.from", "HOMEROOM_MAIL_FROM", None, "Whom mails are from, as `homeroom <class@example.org>`."),
    plain(
        "mail.origin",
        "HOMEROOM_MAIL_ORIGIN",
        None,
        "The origin the links in mails lead to, as `https://class.example.org`; needed with a mail server.",
    ),
    plain(
        "mail.outbox",
        "HOMEROOM_MAIL_OUTBOX",
        Some("false"),
        "Whether mails stay in memory instead, and are shown at `/outbox` to this machine, for development; whoever \
         reads them can sign in as their reader, so the node has to listen on a loopback address.",
    ),
    plain(
        "mail.on_call",
        "HOMEROOM_MAIL_ON_CALL",
        None,
        "The address of whoever is on call, as `oncall@example.org`: gets a mail when cases at the desk wait too long; \
         not set, nobody does.",
    ),
    plain(
        "objects.url",
        "HOMEROOM_OBJECTS_URL",
        None,
        "Where this node reaches an S3: `http://` or `https://`; not set, where AWS has the region.",
    ),
    plain(
        "objects.public_url",
        "HOMEROOM_OBJECTS_PUBLIC_URL",
        None,
        "Where browsers reach that S3, where that is somewhere else.",
    ),
    plain("objects.region", "HOMEROOM_OBJECTS_REGION", Some("us-east-1"), "The region of that S3."),
    plain("objects.bucket", "HOMEROOM_OBJECTS_BUCKET", None, "The bucket the files of lessons are in."),
    plain("objects.key", "HOMEROOM_OBJECTS_KEY", None, "The name of this node's key at that S3."),
    secret("objects.secret", "HOMEROOM_OBJECTS_SECRET", "That key's secret."),
    plain(
        "objects.folder",
        "HOMEROOM_OBJECTS_FOLDER",
        None,
        "A folder for the files of lessons, for one node without a bucket: an S3 in this process serves it.",
    ),
    plain(
        "objects.listen",
        "HOMEROOM_OBJECTS_LISTEN",
        Some("127.0.0.1:0"),
        "The address and port on which that folder is served.",
    ),
    plain(
        "log.filter",
        "HOMEROOM_LOG",
        Some("info"),
        "What is logged: a level, or levels by module, as `info,homeroom_actors=debug`.",
    ),
    plain(
        "log.format",
        "HOMEROOM_LOG_FORMAT",
        Some("auto"),
        "How it is logged: `json`, `pretty`, or `auto`: pretty on a terminal.",
    ),
];

/// Variables that begin like ours and are not settings: where things lie, which file to read, and what tests are told.
pub(crate) const OTHER_VARIABLES: &[&str] = &["HOMEROOM_HOME", "HOMEROOM_CONFIG"];
/// Every variable that begins so belongs to the tests.
pub(crate) const TEST_PREFIX: &str = "HOMEROOM_TEST_";

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_and_variables_are_there_once_and_secrets_have_no_default() {
        let names: BTreeSet<_> = SETTINGS.iter().map(|setting| setting.name).collect();
        let variables: BTreeSet<_> = SETTINGS.iter().map(|setting| setting.variable).collect();
        assert_eq!((names.len(), variables.len()), (SETTINGS.len(), SETTINGS.len()));
        assert!(SETTINGS.iter().all(|setting| !setting.secret || setting.default.is_none()));
        assert!(SETTINGS.iter().all(|setting| setting.meaning.ends_with('.')));
    }
}
