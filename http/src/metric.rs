//! The metrics of this crate. Labels hold routes, statuses and close codes; never ids of people or sessions.

use std::cell::RefCell;
use std::collections::HashMap;
use std::time::Duration;

use metrics::{
    Counter, Histogram, Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram,
};

/// Requests answered, by route and status.
const REQUESTS: &str = "homeroom_http_requests_total";
/// How long they took, by route.
const REQUEST_SECONDS: &str = "homeroom_http_request_seconds";
/// Requests whose handler panicked.
const PANICS: &str = "homeroom_http_panics_total";
/// Sockets that are open.
const SOCKETS: &str = "homeroom_sockets";
/// Sockets that ended, by close code; 0 where the peer was simply gone.
const SOCKET_ENDS: &str = "homeroom_socket_ends_total";

/// Tells the recorder what each of them is.
pub fn describe() {
    describe_counter!(REQUESTS, "Requests answered, by route and status");
    describe_histogram!(REQUEST_SECONDS, Unit::Seconds, "How long requests took, by route");
    describe_counter!(PANICS, "Requests whose handler panicked");
    describe_gauge!(SOCKETS, "Sockets that are open");
    describe_counter!(SOCKET_ENDS, "Sockets that ended, by close code; 0 where the peer was simply gone");
}

/// What is counted of a route and a status.
type Series = (Counter, Histogram);

thread_local! {
    /// Where each thread counts: to find that in the recorder costs more than to count. As many as there are routes, times
    /// their statuses.
    static ANSWERED: RefCell<HashMap<(&'static str, u16), Series>> = RefCell::default();
}

pub(crate) fn request(route: &'static str, status: u16, took: Duration) {
    let find = || {
        let count = counter!(REQUESTS, "route" => route, "status" => status.to_string());
        (count, histogram!(REQUEST_SECONDS, "route" => route))
    };
    ANSWERED.with_borrow_mut(|answered| {
        let (count, seconds) = answered.entry((route, status)).or_insert_with(find);
        count.increment(1);
        seconds.record(took.as_secs_f64());
    });
}

pub(crate) fn panicked() {
    counter!(PANICS).increment(1);
}

pub(crate) fn socket_opened() {
    gauge!(SOCKETS).increment(1);
}

pub(crate) fn socket_ended(code: u16) {
    gauge!(SOCKETS).decrement(1);
    counter!(SOCKET_ENDS, "code" => code.to_string()).increment(1);
}
