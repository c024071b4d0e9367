//! Where mails go.

use std::fmt;
use std::time::{Duration, SystemTime};

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::AsyncSmtpTransportBuilder;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use secrecy::{ExposeSecret, SecretString};

use crate::{Letter, MailError, Outbox};

/// How long one command of the mail server may take.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(20);

/// Where mails go.
#[derive(Debug)]
pub enum Mailer {
    /// To a mail server.
    Smtp(Smtp),
    /// Into memory, for development.
    Outbox(Outbox),
}

/// A mail server.
#[derive(Clone, Debug)]
pub struct SmtpSettings {
    /// `smtps://user:password@host`, or `smtp://…?tls=required`.
    pub url: SecretString,
    /// Whom mails are from: `homeroom <class@example.org>`.
    pub from: String,
}

impl SmtpSettings {
    /// Whether they can be used; nothing is connected to.
    ///
    /// # Errors
    /// `Settings` where the sender's address or the URL is none.
    pub fn check(&self) -> Result<(), MailError> {
        self.read().map(drop)
    }

    fn read(&self) -> Result<(Mailbox, AsyncSmtpTransportBuilder), MailError> {
        let from = self.from.parse().map_err(|_| MailError::Settings("the sender is no address"))?;
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(self.url.expose_secret())
            .map_err(|_| MailError::Settings("the mail server's URL is none"))?;
        Ok((from, builder))
    }
}

/// A mail server we hand mails to.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Smtp {
    /// A mail server that is not connected to yet. Its pool of connections lives in the runtime this is called in.
    ///
    /// # Errors
    /// `Settings` where the URL or the sender's address is none.
    pub fn new(settings: &SmtpSettings) -> Result<Self, MailError> {
        let (from, builder) = settings.read()?;
        Ok(Self { transport: builder.timeout(Some(COMMAND_TIMEOUT)).build(), from })
    }

    fn message(&self, letter: &Letter) -> Result<Message, MailError> {
        let to = letter.to.as_str().parse().map_err(|_| MailError::Unwritable)?;
        let at = Duration::from_millis(u64::try_from(letter.at.as_millis()).unwrap_or(0));
        // Out-of-office robots leave such mails alone (RFC 3834, section 5).
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.subject.as_str())
            .date(SystemTime::UNIX_EPOCH + at)
            .message_id(Some(format!("<{}@{}>", letter.id, self.from.email.domain())))
            .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
            .multipart(MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone()))
            .map_err(|_| MailError::Unwritable)
    }

    /// Whether the mail server answers and takes our name and password.
    ///
    /// # Errors
    /// When it does not.
    pub async fn probe(&self) -> Result<(), MailError> {
        match self.transport.test_connection().await {
            Ok(true) => Ok(()),
            Ok(false) => Err(MailError::Later { what: "refused", status: None }),
            Err(error) => Err(MailError::of(&error)),
        }
    }
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp").finish_non_exhaustive()
    }
}

impl Mailer {
    /// Hands a mail over, once.
    ///
    /// # Errors
    /// When it was not taken.
    pub async fn send(&self, letter: &Letter) -> Result<(), MailError> {
        match self {
            Self::Smtp(smtp) => {
                let message = smtp.message(letter)?;
                smtp.transport.send(message).await.map(drop).map_err(|error| MailError::of(&error))
            }
            Self::Outbox(outbox) => {
                outbox.put(letter.clone());
                Ok(())
            }
        }
    }

    /// The outbox, where mails stay here.
    #[must_use]
    pub const fn outbox(&self) -> Option<&Outbox> {
        match self {
            Self::Smtp(_) => None,
            Self::Outbox(outbox) => Some(outbox),
        }
    }
}
