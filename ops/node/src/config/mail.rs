//! How mails leave: by a mail server, into a local outbox, or not at all.

use std::net::SocketAddr;

use homeroom_mail::SmtpSettings;
use secrecy::SecretString;

use super::typed::{origin, required};
use super::{Loaded, Wrong};

/// How mails leave.
#[derive(Clone, Debug)]
pub(crate) enum Mail {
    /// By a mail server.
    Smtp {
        /// Where it is, with our name and password there.
        url: SecretString,
        /// Whom mails are from.
        from: String,
        /// Where their links lead.
        origin: String,
    },
    /// They stay here, for those who develop.
    Outbox,
}

/// All three settings of a mail server, or none: a mail without a sender is refused one by one, and where its links lead
/// must not be whatever host somebody asked for.
pub(super) fn read(loaded: &Loaded, listen: SocketAddr) -> Result<Option<Mail>, Wrong> {
    let text = |name: &str| loaded.get(name).map(|value| value.text.clone());
    let (url, from, leads) = (text("mail.smtp_url"), text("mail.from"), text("mail.origin"));
    let outbox: bool = required(loaded, "mail.outbox", "true or false")?;
    if url.is_none() && from.is_none() && leads.is_none() {
        return match (outbox, listen.ip().is_loopback()) {
            (false, _) => Ok(None),
            (true, true) => Ok(Some(Mail::Outbox)),
            (true, false) => Err(loaded.wrong("mail.outbox", "for a node that listens to other machines")),
        };
    }
    if outbox {
        return Err(loaded.wrong("mail.outbox", "for a node with a mail server"));
    }
    let missing = |name: &'static str| move || Wrong::missing(name, "a mail server needs it");
    let url = SecretString::from(url.ok_or_else(missing("mail.smtp_url"))?);
    let from = from.ok_or_else(missing("mail.from"))?;
    let leads = leads.ok_or_else(missing("mail.origin"))?;
    let origin = origin(&leads).ok_or_else(|| loaded.wrong("mail.origin", "an origin as https://class.example.org"))?;
    // The same reading as later, so that what is wrong ends the start and not the first mail.
    let check = |url: SecretString| SmtpSettings { url, from: from.clone() }.check();
    if check("smtp://localhost".into()).is_err() {
        return Err(loaded.wrong("mail.from", "an address as homeroom <class@example.org>"));
    }
    if check(url.clone()).is_err() {
        return Err(loaded.wrong("mail.smtp_url", "an address as smtps://user:password@host"));
    }
    Ok(Some(Mail::Smtp { url, from, origin }))
}

#[cfg(test)]
mod tests {
    use super::super::Settings;
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Option<Mail>, String> {
        let variables: Vec<_> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let loaded = Loaded::gather(&[], &variables, None).map_err(|wrong| wrong.to_string())?;
        Settings::of(&loaded).map(|settings| settings.mail).map_err(|wrong| wrong.to_string())
    }

    const SMTP: [(&str, &str); 3] = [
        ("HOMEROOM_MAIL_SMTP_URL", "smtps://me:hunter2@mail.example.org"),
        ("HOMEROOM_MAIL_FROM", "homeroom <class@example.org>"),
        ("HOMEROOM_MAIL_ORIGIN", "https://class.example.org"),
    ];

    #[test]
    fn a_mail_server_needs_all_three_settings_and_its_password_is_not_shown() {
        let read_all = read(&SMTP).unwrap();
        assert!(matches!(&read_all, Some(Mail::Smtp { origin, .. }) if origin == "https://class.example.org"));
        assert!(!format!("{read_all:?}").contains("hunter2"));
        assert_eq!(
            read(&SMTP[..2]).unwrap_err(),
            "HOMEROOM_MAIL_ORIGIN: mail.origin is not set, and a mail server needs it"
        );
        assert_eq!(
            read(&SMTP[1..]).unwrap_err(),
            "HOMEROOM_MAIL_SMTP_URL: mail.smtp_url is not set, and a mail server needs it"
        );
        let with = |n: usize, value: &'static str| {
            let mut pairs = SMTP;
            pairs[n].1 = value;
            read(&pairs).unwrap_err()
        };
        let wrong = "HOMEROOM_MAIL_SMTP_URL: mail.smtp_url is not an address as smtps://user:password@host";
        assert_eq!(with(0, "http://me:hunter2@h"), wrong);
        assert!(with(1, "homeroom").starts_with("HOMEROOM_MAIL_FROM: mail.from is not an address"));
        assert!(with(2, "https://class.example.org/x").starts_with("HOMEROOM_MAIL_ORIGIN: "));
    }

    #[test]
    fn an_outbox_is_there_only_where_it_was_asked_for_and_other_machines_do_not_reach_it() {
        assert!(read(&[]).unwrap().is_none());
        let outbox = ("HOMEROOM_MAIL_OUTBOX", "true");
        assert!(matches!(read(&[outbox]).unwrap(), Some(Mail::Outbox)));
        let outside = read(&[outbox, ("HOMEROOM_LISTEN", "0.0.0.0:80")]).unwrap_err();
        assert_eq!(outside, "HOMEROOM_MAIL_OUTBOX: mail.outbox is not for a node that listens to other machines: true");
        assert!(read(&[outbox, SMTP[0], SMTP[1], SMTP[2]]).unwrap_err().contains("not for a node with a mail server"));
    }
}
