//! What stands behind the question mark of an address.

use std::borrow::Cow;

use homeroom_protocol::refusal::{Code, Refusal};
use hyper::Uri;

/// A parameter's value, percent-decoded (RFC 3986, section 2.1; a `+` is a space, as forms write it).
///
/// # Errors
/// `invalid` where it is there twice, since two readers would see two things, or is not UTF-8.
pub(crate) fn optional<'u>(uri: &'u Uri, name: &'static str) -> Result<Option<Cow<'u, str>>, Refusal> {
    let pairs = uri.query().unwrap_or_default().split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let mut values = pairs.filter(|(key, _)| *key == name).map(|(_, value)| value);
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => decode(value).map(Some).ok_or_else(|| invalid(name)),
        (Some(_), Some(_)) => Err(invalid(name)),
    }
}

/// A parameter that has to be there, read.
///
/// # Errors
/// `invalid` where it is missing, there twice, or is not what it should be.
pub(crate) fn required<T: std::str::FromStr>(uri: &Uri, name: &'static str) -> Result<T, Refusal> {
    parsed(uri, name)?.ok_or_else(|| invalid(name))
}

/// A parameter that may be missing, read.
///
/// # Errors
/// `invalid` where it is there twice, or is not what it should be.
pub(crate) fn parsed<T: std::str::FromStr>(uri: &Uri, name: &'static str) -> Result<Option<T>, Refusal> {
    optional(uri, name)?.map(|text| text.parse().map_err(|_| invalid(name))).transpose()
}

/// The refusal of a parameter.
pub(crate) fn invalid(name: &'static str) -> Refusal {
    Refusal::new(Code::Invalid).detail(format!("The parameter `{name}` is missing, or not what it should be."))
}

fn decode(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains(['%', '+']) {
        return Some(Cow::Borrowed(text));
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
                let (high, low) = (digit(rest.next()?)?, digit(rest.next()?)?);
                high << 4 | low
            }
            b'+' => b' ',
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(query: &str) -> Result<Option<String>, Code> {
        let uri = format!("/a?{query}").parse().unwrap();
        optional(&uri, "zone").map(|value| value.map(Cow::into_owned)).map_err(|refusal| refusal.code)
    }

    #[test]
    fn a_value_is_read_as_browsers_write_it() {
        for query in ["zone=Europe/Sofia", "zone=Europe%2FSofia", "a=b&zone=Europe%2fSofia&c"] {
            assert_eq!(zone(query), Ok(Some("Europe/Sofia".to_owned())), "{query}");
        }
        assert_eq!((zone("a=b"), zone("zone")), (Ok(None), Ok(Some(String::new()))));
        assert_eq!(zone("zone=a+b%2B"), Ok(Some("a b+".to_owned())));
    }

    #[test]
    fn a_parameter_that_is_there_twice_or_broken_is_refused() {
        for query in ["zone=a&zone=b", "zone=%", "zone=%2", "zone=%zz", "zone=%ff"] {
            assert_eq!(zone(query), Err(Code::Invalid), "{query}");
        }
        let missing: Result<u64, _> = required(&"/a".parse().unwrap(), "n");
        assert_eq!(missing.unwrap_err().code, Code::Invalid);
    }
}
