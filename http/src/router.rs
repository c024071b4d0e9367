//! The whole route table, and the way of every request through it.

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use homeroom_protocol::limits::HEADERS_MAX;
use homeroom_protocol::refusal::{Code, Refusal};
use hyper::body::Incoming;
use hyper::header::{ALLOW, HeaderName, HeaderValue};
use hyper::{Method, Request, StatusCode};
use tracing::Instrument;

use crate::app::Shared;
use crate::call::{Call, trace_id};
use crate::listener::Peer;
use crate::reply::{self, Answer};
use crate::{metric, pages, rest, socket, webhooks};

/// Every route there is.
#[rustfmt::skip]
const ROUTES: &[(Verb, &str, Route)] = &[
    (Verb::Post, "/v1/auth/magic-link",        Route::MagicLink),
    (Verb::Post, "/v1/auth/magic-link/redeem", Route::Redeem),
    (Verb::Post, "/v1/auth/refresh",           Route::Refresh),
    (Verb::Post, "/v1/auth/sign-out",          Route::SignOut),
    (Verb::Get,  "/v1/me",                     Route::Me),
    (Verb::Put,  "/v1/me/name",                Route::MyName),
    (Verb::Get,  "/v1/lessons/today",          Route::LessonToday),
    (Verb::Get,  "/v1/lessons/{lesson_id}/files/{*path}", Route::LessonFile),
    (Verb::Get,  "/v1/lessons/{lesson_id}/polls", Route::LessonPolls),
    (Verb::Get,  "/v1/me/reservations",        Route::MyReservations),
    (Verb::Get,  "/v1/me/appeals",             Route::MyAppeals),
    (Verb::Get,  "/v1/me/reports",             Route::MyReports),
    (Verb::Post, "/v1/appeals",                Route::Appeal),
    (Verb::Post, "/v1/appeals/{sanction_id}/replies", Route::AppealReply),
    (Verb::Post,   "/v1/sessions/{session_id}/reservation", Route::Reserve),
    (Verb::Delete, "/v1/sessions/{session_id}/reservation", Route::CancelReservation),
    (Verb::Post,   "/v1/sessions/{session_id}/offer",       Route::AnswerOffer),
    (Verb::Get,  "/v1/schedule/next",          Route::ScheduleNext),
    (Verb::Post, "/v1/join",                   Route::Join),
    (Verb::Get,  "/v1/sessions/{session_id}/attendance", Route::Attendance),
    (Verb::Post, "/v1/sessions/{session_id}/attendance", Route::Heartbeat),
    (Verb::Get,  "/v1/sessions/{session_id}/polls", Route::Polls),
    (Verb::Get,  "/v1/sessions/{session_id}/chapters", Route::Chapters),
    (Verb::Get,  "/v1/sessions/{session_id}/may", Route::May),
    (Verb::Post, "/webhooks/livekit",          Route::LivekitWebhook),
    (Verb::Get,  "/v1/classroom/{session_id}", Route::Classroom),
    (Verb::Get,  "/v1/desk",                   Route::Desk),
    (Verb::Get,  "/v1/desk/rooms",             Route::DeskRooms),
    (Verb::Put,  "/v1/desk/rooms/{session_id}/calm", Route::SetRoomCalm),
    (Verb::Get,  "/v1/desk/macros",            Route::Macros),
    (Verb::Put,  "/v1/desk/macros",            Route::SetMacros),
    (Verb::Get,  "/livez",                     Route::Livez),
    (Verb::Get,  "/readyz",                    Route::Readyz),
    (Verb::Get,  "/metrics",                   Route::Metrics),
    (Verb::Get,  "/openapi.json",              Route::Openapi),
    (Verb::Get,  "/asyncapi.json",             Route::Asyncapi),
    (Verb::Get,  "/errors",                    Route::Errors),
    (Verb::Get,  "/outbox",                    Route::Outbox),
    (Verb::Get,  "/",                          Route::Page),
    (Verb::Get,  "/class/{session_id}",        Route::Page),
    (Verb::Get,  "/desk",                      Route::Page),
    (Verb::Get,  "/assets/{file}",             Route::Asset),
];

/// The answer of a route. Each in a box of its own size: in one future of all of them every request would be moved about as
/// the largest.
fn handle(route: Route, call: Call) -> BoxFuture<'static, Result<Answer, Refusal>> {
    match route {
        Route::MagicLink => rest::magic_link::handle(call).boxed(),
        Route::Redeem => rest::redeem::handle(call).boxed(),
        Route::Refresh => rest::refresh::handle(call).boxed(),
        Route::SignOut => rest::sign_out::handle(call).boxed(),
        Route::Me => rest::me::handle(call).boxed(),
        Route::MyName => rest::my_name::handle(call).boxed(),
        Route::LessonToday => async move { rest::lesson_today::handle(&call) }.boxed(),
        Route::LessonFile => rest::lesson_file::handle(call).boxed(),
        Route::LessonPolls => rest::lesson_polls::handle(call).boxed(),
        Route::MyReservations => rest::my_reservations::handle(call).boxed(),
        Route::MyAppeals => rest::appeals::mine(call).boxed(),
        Route::MyReports => rest::reports::mine(call).boxed(),
        Route::Appeal => rest::appeals::make(call).boxed(),
        Route::AppealReply => rest::appeals::reply(call).boxed(),
        Route::Reserve => rest::reservation::reserve(call).boxed(),
        Route::CancelReservation => rest::reservation::cancel(call).boxed(),
        Route::AnswerOffer => rest::offer::handle(call).boxed(),
        Route::ScheduleNext => async move { rest::schedule_next::handle(&call) }.boxed(),
        Route::Join => rest::join::handle(call).boxed(),
        Route::Attendance => rest::attendance::look(call).boxed(),
        Route::Heartbeat => rest::attendance::beat(call).boxed(),
        Route::Polls => rest::polls::report(call).boxed(),
        Route::Chapters => rest::chapters::look(call).boxed(),
        Route::May => rest::may::look(call).boxed(),
        Route::LivekitWebhook => webhooks::livekit::handle(call).boxed(),
        Route::Classroom => async move { socket::upgrade::classroom(call) }.boxed(),
        Route::Desk => async move { socket::upgrade::desk(call) }.boxed(),
        Route::DeskRooms => rest::desk::rooms(call).boxed(),
        Route::SetRoomCalm => rest::desk::set_calm(call).boxed(),
        Route::Macros => rest::desk::macros(call).boxed(),
        Route::SetMacros => rest::desk::set_macros(call).boxed(),
        Route::Livez => async move { Ok(rest::operation::livez()) }.boxed(),
        Route::Readyz => rest::operation::readyz(call).boxed(),
        Route::Metrics => async move { rest::operation::metrics(&call) }.boxed(),
        Route::Openapi => async move { Ok(rest::operation::openapi()) }.boxed(),
        Route::Asyncapi => async move { Ok(rest::operation::asyncapi()) }.boxed(),
        Route::Errors => async move { Ok(rest::operation::errors()) }.boxed(),
        Route::Outbox => async move { rest::outbox::handle(&call) }.boxed(),
        Route::Page => async move { Ok(pages::page(&call)) }.boxed(),
        Route::Asset => async move { pages::asset(&call) }.boxed(),
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Route {
    MagicLink,
    Redeem,
    Refresh,
    SignOut,
    Me,
    MyName,
    LessonToday,
    LessonFile,
    LessonPolls,
    MyReservations,
    MyAppeals,
    MyReports,
    Appeal,
    AppealReply,
    Reserve,
    CancelReservation,
    AnswerOffer,
    ScheduleNext,
    Join,
    Attendance,
    Heartbeat,
    Polls,
    Chapters,
    May,
    LivekitWebhook,
    Classroom,
    Desk,
    DeskRooms,
    SetRoomCalm,
    Macros,
    SetMacros,
    Livez,
    Readyz,
    Metrics,
    Openapi,
    Asyncapi,
    Errors,
    Outbox,
    Page,
    Asset,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Verb {
    /// Answers HEAD too: the connection leaves the body out.
    Get,
    Post,
    Put,
    Delete,
}

impl Verb {
    fn takes(self, method: &Method) -> bool {
        match self {
            Self::Get => method == Method::GET || method == Method::HEAD,
            Self::Post => method == Method::POST,
            Self::Put => method == Method::PUT,
            Self::Delete => method == Method::DELETE,
        }
    }

    /// Whether it may change something.
    fn is_unsafe(self) -> bool {
        match self {
            Self::Get => false,
            Self::Post | Self::Put | Self::Delete => true,
        }
    }

    const fn names(self) -> &'static str {
        match self {
            Self::Get => "GET, HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// What an address takes: its pattern, and a route for each of its methods.
struct Taken {
    pattern: &'static str,
    routes: Vec<(Verb, Route)>,
}

impl Taken {
    fn allow(&self) -> Option<HeaderValue> {
        let names: Vec<_> = self.routes.iter().map(|(verb, _)| verb.names()).collect();
        HeaderValue::try_from(names.join(", ")).ok()
    }
}

/// The table in the form it is looked up in.
pub(crate) struct Routes(matchit::Router<Taken>);

impl Routes {
    pub(crate) fn new() -> Self {
        let mut taken: Vec<Taken> = Vec::new();
        for (verb, pattern, route) in ROUTES {
            match taken.iter_mut().find(|taken| taken.pattern == *pattern) {
                Some(taken) => taken.routes.push((*verb, *route)),
                None => taken.push(Taken { pattern, routes: vec![(*verb, *route)] }),
            }
        }
        let mut router = matchit::Router::new();
        for taken in taken {
            // Two rows that clash are a defect of the table; a test finds it, and the first row stands.
            let pattern = taken.pattern;
            if let Err(error) = router.insert(pattern, taken) {
                tracing::error!(error = %error, http.route = pattern, "a route could not be taken into the table");
            }
        }
        Self(router)
    }
}

/// The name of what no route takes, in metrics.
const NO_ROUTE: &str = "none";

/// Answers a request, whatever happens.
pub(crate) async fn answer(shared: Arc<Shared>, peer: Peer, request: Request<Incoming>) -> Result<Answer, Infallible> {
    let trace = trace_id();
    let started = shared.clock.now();
    let clock = shared.clock.clone();
    let (pattern, outcome) = find(shared, peer, request, &trace).await;
    let mut answer = match outcome {
        Ok(answer) => answer,
        Err(No(refusal, allow)) => {
            let mut problem = reply::problem(&refusal, &trace);
            problem.headers_mut().extend(allow.map(|allow| (ALLOW, allow)));
            problem
        }
    };
    let is_shown = answer.status() != StatusCode::SWITCHING_PROTOCOLS;
    let headers = answer.headers_mut();
    for (name, value) in reply::HEADERS.iter().filter(|_| is_shown) {
        headers.entry(name).or_insert_with(|| value.clone());
    }
    if let Ok(trace) = HeaderValue::try_from(&trace) {
        headers.insert(HeaderName::from_static("x-request-id"), trace);
    }
    let (status, took) = (answer.status().as_u16(), clock.now().since(started));
    metric::request(pattern, status, took);
    if status >= 500 {
        tracing::warn!(http.route = pattern, http.status = status, trace.id = %trace, "a request was not served");
    }
    Ok(answer)
}

/// A refusal, and the methods the address takes where it is about them.
struct No(Refusal, Option<HeaderValue>);

async fn find(
    shared: Arc<Shared>,
    peer: Peer,
    request: Request<Incoming>,
    trace: &str,
) -> (&'static str, Result<Answer, No>) {
    let (parts, body) = request.into_parts();
    let no = |code: Code, allow| No(Refusal::new(code), allow);
    // The h1 parser has counted them already; h2 counts only their bytes.
    if parts.headers.len() > HEADERS_MAX {
        return (NO_ROUTE, Err(no(Code::HeadersTooLarge, None)));
    }
    let (verb, pattern, route, segment) = match shared.routes.0.at(parts.uri.path()) {
        Ok(found) => {
            let taken = found.value;
            let segment = found.params.iter().next().map(|(_, value)| value.to_owned()).unwrap_or_default();
            let Some((verb, route)) = taken.routes.iter().find(|(verb, _)| verb.takes(&parts.method)) else {
                return (taken.pattern, Err(no(Code::MethodNotAllowed, taken.allow())));
            };
            (*verb, taken.pattern, *route, segment)
        }
        Err(_) if pages::is_for_a_person(&parts) => {
            let call = Call { shared, peer, parts, body, segment: String::new() };
            return (NO_ROUTE, Ok(pages::nowhere(&call)));
        }
        Err(_) => return (NO_ROUTE, Err(no(Code::NotFound, None))),
    };
    let call = Call { shared, peer, parts, body, segment };
    if verb.is_unsafe()
        && let Err(refusal) = call.check_origin()
    {
        return (pattern, Err(No(refusal, None)));
    }
    let span = tracing::info_span!("http.request", http.route = pattern, trace.id = %trace);
    let outcome = AssertUnwindSafe(handle(route, call)).catch_unwind().instrument(span).await;
    match outcome {
        Ok(outcome) => (pattern, outcome.map_err(|refusal| No(refusal, None))),
        Err(_) => {
            metric::panicked();
            tracing::error!(http.route = pattern, trace.id = %trace, "the handler of a request panicked");
            (pattern, Err(no(Code::Broke, None)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_found_by_its_own_path() {
        let routes = Routes::new();
        for (verb, pattern, route) in ROUTES {
            let path = pattern.replace("{session_id}", "x").replace("{file}", "y");
            let path = path.replace("{lesson_id}", "x").replace("{*path}", "files/y");
            let found = routes.0.at(&path).unwrap().value;
            assert_eq!(found.pattern, *pattern);
            let of_verb: Vec<_> = found.routes.iter().filter(|(other, _)| other == verb).collect();
            assert_eq!(of_verb, [&(*verb, *route)]);
        }
        let reservation = routes.0.at("/v1/sessions/x/reservation").unwrap().value;
        assert_eq!(reservation.allow().unwrap(), "POST, DELETE");
        assert!(routes.0.at("/v1").is_err());
        assert!(routes.0.at("/v1/me/").is_err());
        assert!(routes.0.at("/assets/a/b").is_err());
    }
}
