//! What can go wrong with a mail, by what is done about it. Never in the mail server's words, which may repeat an address.

/// A mail that was not handed over.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum MailError {
    /// The server could not be reached, or cannot take it now: worth trying again.
    #[error("the mail server cannot take it now ({what})")]
    Later {
        /// What kind of trouble: `connection`, `timeout`, `tls`, `refused`.
        what: &'static str,
        /// The server's reply code, where it came to one.
        status: Option<u16>,
    },
    /// The server said no for good.
    #[error("the mail server refused it")]
    Never {
        /// The server's reply code.
        status: Option<u16>,
    },
    /// It could not be put into the form mails have.
    #[error("the mail could not be written")]
    Unwritable,
    /// The address of the mail server or of the sender is none.
    #[error("{0}")]
    Settings(&'static str),
}

impl MailError {
    /// Sorts an error of the library.
    pub(crate) fn of(error: &lettre::transport::smtp::Error) -> Self {
        let status = error.status().map(u16::from);
        if error.is_permanent() {
            return Self::Never { status };
        }
        let what = if error.is_transient() {
            "refused"
        } else if error.is_timeout() {
            "timeout"
        } else if error.is_tls() {
            "tls"
        } else {
            "connection"
        };
        Self::Later { what, status }
    }

    /// The server's reply code, where there was one.
    #[must_use]
    pub const fn status(&self) -> Option<u16> {
        match self {
            Self::Later { status, .. } | Self::Never { status } => *status,
            Self::Unwritable | Self::Settings(_) => None,
        }
    }
}
