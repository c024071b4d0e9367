//! Who may make a browser ask. Unsafe methods and sockets are taken from our own pages only.
//!
//! A browser always says the Origin of such a request. Where there is none, and no `Sec-Fetch-Site` either, it was no
//! browser, and nobody can have been tricked into asking.

use homeroom_protocol::refusal::{Code, Refusal};
use hyper::HeaderMap;
use hyper::header::{HOST, ORIGIN};
use hyper::http::Uri;

/// Refuses what another site made a browser ask.
///
/// `scheme` is how the browser reached us; `configured` are the further origins that are ours.
///
/// # Errors
/// `wrong_origin`.
pub(crate) fn check(headers: &HeaderMap, uri: &Uri, scheme: &str, configured: &[String]) -> Result<(), Refusal> {
    let mut origins = headers.get_all(ORIGIN).iter();
    let ours = match (origins.next(), origins.next()) {
        (None, _) => headers.get("sec-fetch-site").is_none_or(|site| site == "same-origin"),
        (Some(_), Some(_)) => false,
        (Some(origin), None) => {
            origin.to_str().is_ok_and(|origin| is_own(origin, host(headers, uri), scheme) || is_in(origin, configured))
        }
    };
    if ours { Ok(()) } else { Err(Code::WrongOrigin.into()) }
}

/// The host the request was for: `:authority` in h2, else the one `Host` header.
fn host<'a>(headers: &'a HeaderMap, uri: &'a Uri) -> Option<&'a str> {
    match uri.authority() {
        Some(authority) => Some(authority.as_str()),
        None => headers.get(HOST)?.to_str().ok(),
    }
}

fn is_own(origin: &str, host: Option<&str>, scheme: &str) -> bool {
    // Nobody's host is empty or has a user in it; browsers write origins in lower case.
    let Some(host) = host.filter(|host| !host.is_empty() && !host.contains('@')) else { return false };
    origin.strip_prefix(scheme).and_then(|rest| rest.strip_prefix("://")) == Some(host)
}

fn is_in(origin: &str, configured: &[String]) -> bool {
    configured.iter().any(|own| own == origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(pairs: &[(&'static str, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, "class.example:8443".parse().unwrap());
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        check(&headers, &Uri::from_static("/v1/join"), "http", &["https://homeroom.example".to_owned()]).is_ok()
    }

    #[test]
    fn our_own_origins_are_taken_and_what_is_no_browser() {
        assert!(taken(&[("origin", "http://class.example:8443")]));
        assert!(taken(&[("origin", "https://homeroom.example")]));
        assert!(taken(&[]));
        assert!(taken(&[("sec-fetch-site", "same-origin")]));
    }

    #[test]
    fn almost_our_origin_is_not_ours() {
        for origin in [
            "null",
            "",
            "https://class.example:8443",
            "http://class.example",
            "http://class.example:8444",
            "http://class.example:84430",
            "HTTP://class.example:8443",
            "http://CLASS.example:8443",
            "http://class.example:8443/",
            "http://class.example:8443.evil.example",
            "http://evil.example/class.example:8443",
            "http://user@class.example:8443",
            "http://sub.class.example:8443",
            "http://homeroom.example",
            "https://homeroom.example:443",
            "https://homeroom.example.evil.example",
            "https://xn--hmeroom-q1a.example",
            "http://class.example:8443, http://class.example:8443",
        ] {
            assert!(!taken(&[("origin", origin)]), "{origin}");
        }
        assert!(!taken(&[("origin", "http://class.example:8443"), ("origin", "http://class.example:8443")]));
        assert!(!taken(&[("sec-fetch-site", "cross-site")]));
        assert!(!taken(&[("sec-fetch-site", "same-site")]));
    }
}
