//! Who may make a browser ask. Unsafe methods and sockets are taken from our own pages only.
//!
//! A browser always says the Origin of such a request. Where there is none, and no `Sec-Fetch-Site` either, it was no
//! browser, and nobody can have been tricked into asking.

use std::net::IpAddr;

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

/// The host the request was for, where that is this machine's name for itself: `localhost`, a name below it (RFC 6761,
/// section 6.3), or a loopback address. A site that points its own name at this machine is not one.
pub(crate) fn local_host<'a>(headers: &'a HeaderMap, uri: &'a Uri) -> Option<&'a str> {
    let host = host(headers, uri)?;
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => (name, port),
        Some(_) | None => (host, ""),
    };
    let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    let local = match address {
        Ok(address) => address.is_loopback(),
        Err(_) => {
            let label = |label: &str| {
                !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            };
            (name == "localhost" || name.ends_with(".localhost")) && name.split('.').all(label)
        }
    };
    (local && port.bytes().all(|byte| byte.is_ascii_digit())).then_some(host)
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
    fn a_name_that_only_points_here_is_not_this_machine() {
        let local = |host: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, host.parse().unwrap());
            local_host(&headers, &Uri::from_static("/")).is_some()
        };
        for host in ["localhost", "localhost:8080", "student-two.localhost:8080", "127.0.0.1:80", "[::1]:8080", "[::1]"]
        {
            assert!(local(host), "{host}");
        }
        for host in [
            "evil.example",
            "localhost.evil.example",
            "evil.example:8080",
            "10.0.0.1:8080",
            "u@localhost",
            "localhost:8080/x",
            ".localhost",
            "a/b.localhost",
            "",
        ] {
            assert!(!local(host), "{host}");
        }
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
