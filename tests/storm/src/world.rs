//! The people and classes of one run, planted as the demo world is: through the store's own functions and one-use links.

use std::cell::Cell;
use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use homeroom_objects::Objects;
use homeroom_objects::embedded::Embedded;
use homeroom_protocol::entitlement::GrantKind;
use homeroom_protocol::ids::{CourseId, GrantId, PersonId, SessionId};
use homeroom_protocol::permit::Role;
use homeroom_protocol::rest::auth::SignedIn;
use homeroom_seed::demo::{self, lessons, links, timetable};
use homeroom_seed::packs::Key;
use homeroom_storage::audit::Act;
use homeroom_storage::sessions::SessionRow;
use homeroom_storage::{Settings, Store, accounts, courses, grants, plans, sessions};
use secrecy::SecretString;
use tokio::task::JoinSet;

use crate::failure::Failure;
use crate::watch;
use crate::web::{Web, post};

/// Connections of our own pool, and people planted at a time.
const AT_ONCE: usize = 32;
/// People who sign in at a time.
const SIGNING_IN_AT_ONCE: usize = 64;
/// A class began this long ago, so that it is live.
const BEGAN_AGO: Duration = Duration::from_secs(5 * 60);
/// And goes on this long: longer than any run.
const GOES_ON: Duration = Duration::from_secs(60 * 60);
/// Seats enough for everybody: what is measured is coming in, not being turned away.
const CAPACITY: u32 = 10_000;

/// A planted world.
pub(crate) struct World {
    store: Store,
    course: CourseId,
    people: Vec<PersonId>,
    grants: Vec<GrantId>,
    session: SessionId,
}

impl World {
    /// Plants one course, a first class, and so many students, with the server's schema.
    pub(crate) async fn plant(database_url: &str, people: usize) -> Result<Self, Failure> {
        let settings = Settings {
            url: database_url.to_owned(),
            pool_connections_max: u32::try_from(AT_ONCE).unwrap_or(u32::MAX),
            name: "storm".to_owned(),
        };
        let store = Store::connect(&settings).await?;
        store.migrate().await?;
        let course = CourseId(watch::id());
        courses::put(&store, course, "Small wonders").await?;
        let people: Rc<Vec<PersonId>> = Rc::new((0..people).map(|_| PersonId(watch::id())).collect());
        let session = open(&store, course).await?;
        let (planting, planted) = (store.clone(), Rc::clone(&people));
        each(people.len(), AT_ONCE, move |n| {
            let (store, people) = (planting.clone(), Rc::clone(&planted));
            async move {
                let Some(person) = people.get(n).copied() else { return Ok(()) };
                // Names of one length keep frames of one length.
                accounts::put(&store, person, &format!("Student {n:05}")).await?;
                courses::enrol(&store, course, person, Role::Student).await?;
                Ok(links::make(&store, &secret(person), person, Some(session), watch::timestamp()).await?)
            }
        })
        .await?;
        let held: Vec<_> = people.iter().map(|person| (GrantId(watch::id()), *person)).collect();
        grants::plant(&store, plans::EVERYTHING, GrantKind::Subscription, &held).await?;
        let grants = held.into_iter().map(|(grant, _)| grant).collect();
        Ok(Self { store, course, people: people.to_vec(), grants, session })
    }

    /// The first class.
    pub(crate) fn session(&self) -> SessionId {
        self.session
    }

    /// One more class that is live.
    pub(crate) async fn open(&self) -> Result<SessionId, Failure> {
        open(&self.store, self.course).await
    }

    /// Ends what the nth person holds, as staff do.
    pub(crate) async fn end_grant(&self, n: usize) -> Result<(), Failure> {
        let Some(grant) = self.grants.get(n) else { return Err(Failure::new(format!("nobody is the {n}th"))) };
        let at = watch::timestamp();
        grants::end(&self.store, *grant, at, Act { id: watch::id(), staff: "storm", reason: "a bench", at }).await?;
        Ok(())
    }

    /// The lessons of the project's own courses, published and planned as the demo world's are, and its timetable; the
    /// first course. The files go to a folder and nobody asks for them here.
    pub(crate) async fn plant_lessons(&self, folder: &Path) -> Result<CourseId, Failure> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let embedded = Embedded::start(folder, address, SecretString::from("nobody else is here")).await?;
        let objects = Objects::new(embedded.settings());
        lessons::plant(&self.store, &objects, &Key::from_seed(&[7; 32]), watch::timestamp()).await?;
        timetable::plant(&self.store, demo::world::CAPACITY, watch::timestamp()).await?;
        Ok(demo::world::COURSE)
    }

    /// The first students, in the order of their tokens.
    pub(crate) fn people(&self) -> &[PersonId] {
        &self.people
    }

    /// Somebody of the staff of the course, signed in: the access token.
    pub(crate) async fn staff(&self, server: SocketAddr, role: Role) -> Result<String, Failure> {
        let person = PersonId(watch::id());
        accounts::put(&self.store, person, "Ms. Iva").await?;
        courses::enrol(&self.store, self.course, person, role).await?;
        links::make(&self.store, &secret(person), person, None, watch::timestamp()).await?;
        redeem(server, person).await
    }

    /// Signs everybody in, each by their link; the access tokens, in the order of the people.
    pub(crate) async fn sign_in(&self, server: SocketAddr) -> Result<Rc<Vec<String>>, Failure> {
        let tokens: Rc<Vec<Cell<String>>> = Rc::new(self.people.iter().map(|_| Cell::default()).collect());
        let (people, got) = (Rc::new(self.people.clone()), Rc::clone(&tokens));
        each(self.people.len(), SIGNING_IN_AT_ONCE, move |n| {
            let (people, tokens) = (Rc::clone(&people), Rc::clone(&got));
            async move {
                let Some(person) = people.get(n).copied() else { return Ok(()) };
                let access_token = redeem(server, person).await?;
                if let Some(token) = tokens.get(n) {
                    token.set(access_token);
                }
                Ok(())
            }
        })
        .await?;
        Ok(Rc::new(tokens.iter().map(Cell::take).collect()))
    }
}

/// Signs somebody in by their link: the access token.
async fn redeem(server: SocketAddr, person: PersonId) -> Result<String, Failure> {
    let body = format!(r#"{{"secret":"{}"}}"#, secret(person));
    let mut web = Web::connect(server).await?;
    let answer = web.good(&post("/v1/auth/magic-link/redeem", "", &body)).await?;
    Ok(serde_json::from_slice::<SignedIn>(&answer)?.access_token)
}

async fn open(store: &Store, course: CourseId) -> Result<SessionId, Failure> {
    let now = watch::timestamp();
    let row = SessionRow {
        id: SessionId(watch::id()),
        course,
        course_title: String::new(),
        title: "Why the sea is salt".to_owned(),
        summary: "We follow one grain of salt from a rock to a wave.".to_owned(),
        capacity: CAPACITY,
        starts_at: now.minus(BEGAN_AGO),
        ends_at: now.plus(GOES_ON),
        lesson: None,
        lobby: false,
    };
    sessions::put(store, &row).await?;
    Ok(row.id)
}

/// The secret of a person's link. Anybody could guess it, in a database that nobody else can reach and that is gone soon.
fn secret(person: PersonId) -> String {
    format!("storm-{person}")
}

/// Does something `count` times, so many at a time; the first failure ends it.
pub(crate) async fn each<F>(count: usize, at_once: usize, work: impl Fn(usize) -> F + 'static) -> Result<(), Failure>
where
    F: Future<Output = Result<(), Failure>> + 'static,
{
    let (next, work) = (Rc::new(Cell::new(0)), Rc::new(work));
    let mut workers: JoinSet<Result<(), Failure>> = JoinSet::new();
    for _ in 0..at_once {
        let (next, work) = (Rc::clone(&next), Rc::clone(&work));
        workers.spawn_local(async move {
            loop {
                let n = next.replace(next.get() + 1);
                if n >= count {
                    return Ok(());
                }
                work(n).await?;
            }
        });
    }
    while let Some(done) = workers.join_next().await {
        done.map_err(|error| Failure::new(error.to_string()))??;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_is_done_once_and_a_failure_ends_it() {
        let local = tokio::task::LocalSet::new();
        let done = Rc::new(Cell::new(0));
        let counted = Rc::clone(&done);
        let all = each(100, 7, move |n| {
            counted.set(counted.get() + n);
            async { Ok(()) }
        });
        local.run_until(all).await.unwrap();
        assert_eq!(done.get(), 4_950);
        let failing = each(10, 2, |n| async move { if n == 3 { Err(Failure::new("three")) } else { Ok(()) } });
        assert_eq!(local.run_until(failing).await.unwrap_err().to_string(), "three");
    }
}
