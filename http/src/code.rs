//! The six figures of a mail. Stored is a keyed hash over the request and the code: a million codes are tried in a second
//! where the hash has no key, and a copy of the table has not got it.

use hmac::{Hmac, KeyInit, Mac};
use homeroom_actors::kit::entropy;
use sha2::Sha256;
use uuid::Uuid;

use crate::keys::Keys;

/// Figures of a code: as many as people type without a slip; the number of tries makes up for how few there are.
const FIGURES: usize = 6;
const CODES: u64 = 1_000_000;

/// Hashes codes and compares them.
pub(crate) struct Codes(Hmac<Sha256>);

/// A code as it was typed: six figures.
pub(crate) struct Code(String);

impl Code {
    /// A code nobody can foresee. Of 2^64 numbers each code has as many, but for one in 10^13.
    pub(crate) fn fresh() -> Self {
        Self(format!("{:06}", u64::from_be_bytes(entropy::bytes()) % CODES))
    }

    /// What somebody typed or pasted, with or without the gap in its middle.
    pub(crate) fn typed(text: &str) -> Option<Self> {
        let figures: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        (figures.len() == FIGURES && figures.bytes().all(|byte| byte.is_ascii_digit())).then_some(Self(figures))
    }

    /// The figures.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Codes {
    pub(crate) fn new(keys: &Keys) -> Self {
        // HMAC fills a key up to its block with zeros (RFC 2104); done here, there is no length that could be wrong.
        let mut block = [0; 64];
        for (byte, key) in block.iter_mut().zip(keys.code) {
            *byte = key;
        }
        Self(Hmac::new(&block.into()))
    }

    /// What is stored of a request's code.
    pub(crate) fn hash(&self, request: Uuid, code: &Code) -> [u8; 32] {
        self.over(request, code).finalize().into_bytes().into()
    }

    /// Whether it is the request's code; takes as long when it is not.
    pub(crate) fn fits(&self, request: Uuid, code: &Code, hash: &[u8; 32]) -> bool {
        self.over(request, code).verify_slice(hash).is_ok()
    }

    fn over(&self, request: Uuid, code: &Code) -> Hmac<Sha256> {
        self.0.clone().chain_update(request.as_bytes()).chain_update(code.0.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_six_figures_however_it_is_typed() {
        for text in ["407118", "407 118", " 407-118\n", "4 0 7 1 1 8"] {
            assert_eq!(Code::typed(text).map(|code| code.0).as_deref(), Some("407118"));
        }
        for text in ["", "40711", "4071188", "40711a", "\u{664}07118", "+40711"] {
            assert!(Code::typed(text).is_none(), "{text}");
        }
        assert!((0..100).all(|_| Code::typed(Code::fresh().as_str()).is_some()));
    }

    #[test]
    fn a_code_fits_its_own_request_under_our_key_and_nothing_else() {
        let (codes, code) = (Codes::new(&Keys::of([1; 32], [2; 32])), Code("007118".into()));
        let hash = codes.hash(Uuid::from_u128(1), &code);
        assert!(codes.fits(Uuid::from_u128(1), &code, &hash));
        assert!(!codes.fits(Uuid::from_u128(2), &code, &hash));
        assert!(!codes.fits(Uuid::from_u128(1), &Code("007119".into()), &hash));
        assert!(!Codes::new(&Keys::of([1; 32], [3; 32])).fits(Uuid::from_u128(1), &code, &hash));
    }
}
