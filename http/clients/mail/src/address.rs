//! Addresses, in the one form they are kept in and written to.

use std::fmt;
use std::str::FromStr;

/// Bytes of an address: what fits the path of an SMTP command (RFC 5321, section 4.5.3.1.3, less its brackets).
const ADDRESS_BYTES_MAX: usize = 254;
/// Bytes before the `@` (RFC 5321, section 4.5.3.1.1).
const LOCAL_BYTES_MAX: usize = 64;
/// Bytes between two dots of a domain (RFC 1035, section 2.3.4).
const LABEL_BYTES_MAX: usize = 63;
/// Characters of a name that is made of an address: as many as the protocol's names have.
const NAME_CHARACTERS_MAX: usize = 40;

/// An address: trimmed, ASCII, in lower case, with a domain that has a dot. Mails go to this form and to no other, so a
/// letter that only looks like another can never bring one person's mail to somebody else.
///
/// Mail servers may tell `Mira@` from `mira@`; none that people use does, and a phone writes the first letter large.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress(String);

/// A text that is no address one could write to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("this is no address like name@example.org")]
pub struct NotAnAddress;

impl FromStr for EmailAddress {
    type Err = NotAnAddress;

    fn from_str(text: &str) -> Result<Self, NotAnAddress> {
        let text = text.trim().to_ascii_lowercase();
        let (local, domain) = text.rsplit_once('@').ok_or(NotAnAddress)?;
        let fits = text.len() <= ADDRESS_BYTES_MAX && is_local(local) && is_domain(domain);
        if fits { Ok(Self(text)) } else { Err(NotAnAddress) }
    }
}

/// Atoms with dots between them (RFC 5322, section 3.2.3); quoted ones exist in documents only.
fn is_local(local: &str) -> bool {
    let atom = |atom: &str| {
        !atom.is_empty() && atom.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
    };
    local.len() <= LOCAL_BYTES_MAX && local.split('.').all(atom)
}

fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        (1..=LABEL_BYTES_MAX).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    // The last label has a letter, so that an address of a machine is none of a person.
    let named = domain.rsplit('.').next().is_some_and(|last| last.bytes().any(|b| b.is_ascii_alphabetic()));
    domain.contains('.') && domain.split('.').all(label) && named
}

impl EmailAddress {
    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A name for somebody of whom nothing but the address is known: its first word, `Ines` for `ines.duarte@…`. The rest
    /// of it is not the class's to know.
    #[must_use]
    pub fn first_name(&self) -> String {
        let letters = self.0.chars().skip_while(|c| !c.is_ascii_alphabetic()).take_while(char::is_ascii_alphabetic);
        let mut name: String = letters.take(NAME_CHARACTERS_MAX).collect();
        if let Some(first) = name.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        name
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        text.parse::<EmailAddress>().ok().map(|address| address.0)
    }

    #[test]
    fn two_ways_to_write_an_address_are_one() {
        for text in ["mira@example.org", " Mira@Example.ORG ", "MIRA@EXAMPLE.ORG\n"] {
            assert_eq!(read(text).as_deref(), Some("mira@example.org"));
        }
        assert_eq!(
            read("o'neil+class@mail.example-school.org").as_deref(),
            Some("o'neil+class@mail.example-school.org")
        );
    }

    #[test]
    fn what_cannot_be_written_to_is_no_address() {
        let long_local = format!("{}@example.org", "a".repeat(65));
        let long = format!("a@{}.org", ["b".repeat(60), "c".repeat(60), "d".repeat(60), "e".repeat(70)].join("."));
        for text in [
            "",
            "mira",
            "mira@",
            "@example.org",
            "mira@example",
            "mira@localhost",
            "a b@example.org",
            "mira@exa mple.org",
            "mira..p@example.org",
            ".mira@example.org",
            "mira@.org",
            "mira@example.",
            "mira@-a.org",
            "mira@[10.0.0.1]",
            "mira@10.0.0.1",
            "\"mira\"@example.org",
            "mira@example.org\r\nBcc: tom@example.org",
            "a@b@example.org",
            "mira@ex\u{e4}mple.org",
            "m\u{131}ra@example.org",
            "mira@example.org,tom@example.org",
            "<mira@example.org>",
            &long_local,
            &long,
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }

    #[test]
    fn the_longest_address_is_taken_and_one_byte_more_is_not() {
        let domain = ["b".repeat(63), "c".repeat(63), "d".repeat(57), "org".to_owned()].join(".");
        let local = "a".repeat(64);
        let longest = format!("{local}@{domain}");
        assert_eq!((longest.len(), read(&longest).is_some()), (254, true));
        assert_eq!(read(&longest.replace(".org", "d.org")), None);
    }

    #[test]
    fn a_name_is_the_first_word_of_an_address_and_no_more() {
        let name = |text: &str| text.parse::<EmailAddress>().unwrap().first_name();
        assert_eq!((name("ines.duarte@example.org"), name("mira2014@example.org")), ("Ines".into(), "Mira".into()));
        assert_eq!((name("_tom-k@example.org"), name("42@example.org")), ("Tom".into(), "Example".into()));
    }

    #[test]
    fn an_address_does_not_print_itself() {
        assert!(!format!("{:?}", "mira@example.org".parse::<EmailAddress>().unwrap()).contains("mira"));
    }
}
