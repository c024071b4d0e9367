//! How mails leave this node, and where their links lead.

use homeroom_mail::Postman;

use crate::call::Call;

/// How mails leave.
pub struct Mail {
    /// Who takes them.
    pub postman: Postman,
    /// The origin their links lead to, as `https://class.example`. `None`: that of the page that asked, if that is this
    /// machine, which is for an outbox only: whoever asks chooses the host they ask for, and so could choose where
    /// somebody else's link leads.
    pub origin: Option<String>,
}

impl Mail {
    /// Where the links of a mail lead that is asked for by this call.
    pub(crate) fn origin(&self, call: &Call) -> Option<String> {
        self.origin.clone().or_else(|| call.local_origin())
    }
}
