//! `GET /v1/me`: who is signed in, their courses, and the classes that are theirs now.

use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::rest::me::{Account, Me, MyClass, MyCourse};
use homeroom_storage::sessions::Open;
use homeroom_storage::{accounts, courses, sessions, sign_ins};
use hyper::StatusCode;

use crate::call::Call;
use crate::reply::{self, Answer};

pub(crate) async fn handle(call: Call) -> Result<Answer, Refusal> {
    let principal = call.principal()?;
    let shared = call.shared;
    // The token outlives a sign-out by minutes; what a person sees of themselves does not.
    if !sign_ins::is_live(&shared.store, principal.sign_in).await.map_err(reply::store)? {
        return Err(Code::SignInEnded.into());
    }
    let account = accounts::read(&shared.store, principal.person).await.map_err(reply::store)?;
    let Some(account) = account.filter(|account| !account.disabled) else { return Err(Code::SignInEnded.into()) };
    let now = shared.clock.now();
    let courses = courses::of_person(&shared.store, principal.person).await.map_err(reply::store)?;
    let courses = courses.into_iter().map(|(course_id, course, role)| MyCourse { course_id, course, role }).collect();
    let open = sessions::open_for(&shared.store, principal.person, now).await.map_err(reply::store)?;
    let classes = open
        .into_iter()
        .map(|Open { session, role, cancelled }| MyClass {
            session_id: session.id,
            course_id: session.course,
            course: session.course_title,
            title: session.title,
            summary: session.summary,
            role,
            starts_at: session.starts_at,
            ends_at: session.ends_at,
            cancelled,
        })
        .collect();
    let account = Account { id: account.id, name: account.called.name, guessed: account.called.guessed };
    reply::json(StatusCode::OK, &Me { account, courses, classes, server_time: now })
}
