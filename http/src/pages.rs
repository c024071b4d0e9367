//! The pages: files that npm has built into `pages/dist`, embedded in the binary, with a policy that lets them run
//! nothing but themselves.

use homeroom_protocol::refusal::{Code, Refusal};
use hyper::header::{
    ACCEPT, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, ETAG, HeaderName, HeaderValue,
    IF_NONE_MATCH, VARY,
};
use hyper::http::request::Parts;
use hyper::{HeaderMap, Method, StatusCode};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::call::Call;
use crate::reply::{self, Answer};

#[derive(RustEmbed)]
#[folder = "pages/dist"]
struct Dist;

/// The one page; which state it shows, it finds out itself.
const PAGE: &str = "index.html";
/// Pages ask for camera and microphone and for nothing else.
const PERMISSIONS: HeaderValue = HeaderValue::from_static(
    "camera=(self), microphone=(self), fullscreen=(self), autoplay=(self), display-capture=(self), geolocation=(), \
     payment=(), usb=()",
);
/// File names hold a hash of what is in them, so what a name holds never changes.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// The page.
pub(crate) fn page(call: &Call) -> Answer {
    let Some(file) = Dist::get(PAGE) else {
        let text =
            "The pages have not been built. Run `npm ci && npm run build` in http/pages and build homeroom again.\n";
        return reply::bytes(StatusCode::SERVICE_UNAVAILABLE, "text/plain; charset=utf-8", text);
    };
    let tag = tag(&file);
    let unchanged = call.parts.headers.get(IF_NONE_MATCH).is_some_and(|known| *known == tag);
    let mut answer = if unchanged {
        let mut answer = reply::nothing();
        *answer.status_mut() = StatusCode::NOT_MODIFIED;
        answer
    } else {
        encoded(PAGE, file, &call.parts.headers)
    };
    let headers = answer.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, call.shared.page_policy.clone());
    headers.insert(HeaderName::from_static("permissions-policy"), PERMISSIONS);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(ETAG, tag);
    answer
}

/// Whether somebody has asked for a page in a browser, and not a program for a thing.
pub(crate) fn is_for_a_person(parts: &Parts) -> bool {
    let takes_pages = parts.headers.get_all(ACCEPT).iter().any(|list| list.as_bytes().starts_with(b"text/html"));
    let looks = parts.method == Method::GET || parts.method == Method::HEAD;
    takes_pages && looks && !parts.uri.path().starts_with("/v1/")
}

/// The page for an address where there is none; it says so itself.
pub(crate) fn nowhere(call: &Call) -> Answer {
    let mut answer = page(call);
    if answer.status() == StatusCode::OK {
        *answer.status_mut() = StatusCode::NOT_FOUND;
    }
    answer
}

/// A file a page loads.
///
/// # Errors
/// `not_found`.
pub(crate) fn asset(call: &Call) -> Result<Answer, Refusal> {
    let path = format!("assets/{}", call.segment);
    let file = Dist::get(&path).filter(|_| !path.ends_with(".br")).ok_or(Refusal::new(Code::NotFound))?;
    let mut answer = encoded(&path, file, &call.parts.headers);
    answer.headers_mut().insert(CACHE_CONTROL, FOR_EVER);
    Ok(answer)
}

/// What the pages may do: load themselves, talk to us and to the media server, get files from the object store, and be
/// framed by nobody.
pub(crate) fn policy(media_url: Option<&str>, objects_url: Option<&str>) -> HeaderValue {
    let media = media_url.map(media_sources).unwrap_or_default();
    let objects = objects_url.and_then(object_source).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; \
         media-src 'self' blob:; connect-src 'self'{media}{objects}; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    );
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// The media server is asked over its socket and, first, over HTTP on the same host and port.
fn media_sources(url: &str) -> String {
    match scheme_and_host(url) {
        None => String::new(),
        Some(("wss" | "https", host)) => format!(" wss://{host} https://{host}"),
        Some((_, host)) => format!(" ws://{host} http://{host}"),
    }
}

/// Files come from the object store over HTTP.
fn object_source(url: &str) -> Option<String> {
    let (scheme, host) = scheme_and_host(url)?;
    Some(format!(" {}://{host}", if scheme == "https" { "https" } else { "http" }))
}

fn scheme_and_host(url: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // Anything but a host and a port could end the directive and begin another.
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    (!host.is_empty() && host.bytes().all(fits)).then_some((scheme, host))
}

/// A file, as its brotli copy where there is one and the client takes it.
fn encoded(path: &str, plain: EmbeddedFile, headers: &HeaderMap) -> Answer {
    let packed = takes_brotli(headers).then(|| Dist::get(&format!("{path}.br"))).flatten();
    let is_packed = packed.is_some();
    let mut answer = reply::bytes(StatusCode::OK, content_type(path), packed.unwrap_or(plain).data.into_owned());
    answer.headers_mut().insert(VARY, HeaderValue::from_static("accept-encoding"));
    if is_packed {
        answer.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    answer
}

fn takes_brotli(headers: &HeaderMap) -> bool {
    let lists = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|list| list.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        parts.next() == Some("br") && !parts.any(|weight| matches!(weight, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

fn tag(file: &EmbeddedFile) -> HeaderValue {
    let hash: String = file.metadata.sha256_hash().iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    HeaderValue::try_from(format!("\"{hash}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("txt") => "text/plain; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some(_) | None => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_names_the_media_server_and_lets_no_url_add_to_it() {
        let of = |url| policy(url, None).to_str().unwrap().to_owned();
        let with_objects = |url| policy(None, Some(url)).to_str().unwrap().to_owned();
        assert!(with_objects("https://s3.example/x").contains("connect-src 'self' https://s3.example;"));
        assert!(with_objects("http://x; script-src *").contains("connect-src 'self'; base-uri"));
        assert!(of(None).contains("connect-src 'self'; base-uri 'none'"));
        assert!(
            of(Some("ws://127.0.0.1:7880")).contains("connect-src 'self' ws://127.0.0.1:7880 http://127.0.0.1:7880;")
        );
        assert!(of(Some("wss://m.example/rtc?x")).contains("connect-src 'self' wss://m.example https://m.example;"));
        assert!(of(Some("ws://x; script-src *")).contains("connect-src 'self'; base-uri"));
        for directive in ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "trusted-types 'none'"] {
            assert!(of(None).contains(directive), "{directive}");
        }
    }

    #[test]
    fn brotli_is_sent_to_those_who_take_it() {
        let takes = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, text.parse().unwrap());
            takes_brotli(&headers)
        };
        assert!(takes("gzip, deflate, br, zstd") && takes("br;q=0.5") && takes("br"));
        assert!(!takes("gzip") && !takes("br;q=0, gzip") && !takes("brotli"));
    }
}
