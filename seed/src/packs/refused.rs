//! Why a document or a file is not believed.

use std::fmt;

macro_rules! refused {
    ($($(#[$doc:meta])* $name:ident, $code:literal, $says:literal;)*) => {
        /// Why a manifest, a list of keys or a file is not believed. The codes are stable; nothing was kept.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Refused {
            $($(#[$doc])* $name,)*
        }

        impl Refused {
            /// The code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            const fn says(self) -> &'static str {
                match self { $(Self::$name => $says,)* }
            }
        }
    };
}

refused! {
    /// More bytes than any honest document has.
    TooLarge, "too_large", "it is larger than any of its kind may be";
    /// Not the document, or not in the one way to write it.
    NotCanonical, "not_canonical", "it is not canonical JSON of this form";
    /// Signed with a key that is not, or no longer, believed.
    UnknownKey, "unknown_key", "it is signed with a key that is not believed";
    /// The signature is not of these bytes.
    BadSignature, "bad_signature", "its signature does not fit";
    /// What is signed contradicts itself.
    Inconsistent, "inconsistent", "it contradicts itself";
    /// The manifest of another lesson.
    AnotherLesson, "another_lesson", "it is of another lesson than the one that was asked for";
    /// Past its end: whoever brings it withholds a newer one.
    Expired, "expired", "it is past its end";
    /// Older than what has been kept.
    RolledBack, "rolled_back", "it is older than what has been kept";
    /// Two packs claim the same number, or a pack claims another past than the one that has been kept.
    Forked, "forked", "its past is another than the one that has been kept";
    /// Keys of a later list than the next: those between have to be taken up first.
    KeysSkipped, "keys_skipped", "there are lists of keys between it and the one that is believed";
    /// A file is not there.
    Missing, "missing", "it is listed and not there";
    /// A file has fewer bytes than the manifest says.
    Truncated, "truncated", "it is shorter than the manifest says";
    /// A file has more bytes than the manifest says.
    WrongLength, "wrong_length", "it is longer than the manifest says";
    /// A file of the right length and other bytes: of another edition, or damaged.
    WrongContent, "wrong_content", "its bytes are not those the manifest names";
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code(), self.says())
    }
}

impl std::error::Error for Refused {}
