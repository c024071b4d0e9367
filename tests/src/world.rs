//! A world of its own for each test: a database, the server on it, one course, and whoever is needed.

use std::time::Duration;

use futures_util::{StreamExt, stream};
use homeroom_protocol::entitlement::{Feature, GrantKind};
use homeroom_protocol::ids::{CourseId, GrantId, PersonId, PlanId, SessionId};
use homeroom_protocol::permit::Role;
use homeroom_storage::grants::{self, Courses};
use homeroom_storage::links::{self, LinkRow};
use homeroom_storage::sessions::SessionRow;
use homeroom_storage::{Store, accounts, courses, plans, sessions, testing};
use sha2::{Digest, Sha256};

use crate::clock::{now, uuid};
use crate::person::Person;
use crate::server::Server;

/// A class began this long ago, so that it is live.
const BEGAN_AGO: Duration = Duration::from_secs(5 * 60);
/// And goes on this long: longer than any test.
const GOES_ON: Duration = Duration::from_secs(60 * 60);
/// People who are made, and come in, at the same time where there are hundreds.
pub const AT_ONCE: usize = 8;
/// How long links are good.
const LINK_LIFE: Duration = Duration::from_secs(60 * 60);

/// Everything a test needs around it.
pub struct World {
    /// The server.
    pub server: Server,
    /// The store it works on.
    pub store: Store,
    /// The course everybody is in.
    pub course: CourseId,
}

impl World {
    /// A world in the cluster of this run of tests.
    pub async fn open() -> Self {
        let database = testing::database().await;
        Self::on(&database.url, database.store).await
    }

    /// A world on a database that has the schema.
    pub async fn on(database_url: &str, store: Store) -> Self {
        Self::with(database_url, store, &[]).await
    }

    /// The same, with more variables in the server's environment.
    pub async fn with(database_url: &str, store: Store, variables: &[(&'static str, String)]) -> Self {
        let course = CourseId(uuid());
        courses::put(&store, course, "Small wonders").await.unwrap();
        // Here and not with the first grant: of people who are made at the same time all would bring it.
        let only = Courses::Only(vec![course]);
        plans::put(&store, PlanId(course.0), &course.to_string(), Feature::ALL, &only).await.unwrap();
        Self { server: Server::start_with(database_url, variables).await, store, course }
    }

    /// A session that is live now, with so many seats.
    pub async fn session(&self, capacity: u32) -> SessionId {
        let row = self.planned(capacity);
        sessions::put(&self.store, &row).await.unwrap();
        row.id
    }

    /// The row of a session that is live now, not written yet.
    #[must_use]
    pub fn planned(&self, capacity: u32) -> SessionRow {
        SessionRow {
            id: SessionId(uuid()),
            course: self.course,
            course_title: String::new(),
            title: "Why the sea is salt".to_owned(),
            summary: "We follow one grain of salt from a rock to a wave.".to_owned(),
            capacity,
            starts_at: now().minus(BEGAN_AGO),
            ends_at: now().plus(GOES_ON),
            lesson: None,
            lobby: false,
        }
    }

    /// A person of the course, signed in.
    pub async fn person(&self, name: &str, role: Role) -> Person {
        let id = self.stranger(name).await;
        courses::enrol(&self.store, self.course, id, role).await.unwrap();
        if role == Role::Student {
            self.grant(id).await;
        }
        self.sign_in(id).await
    }

    /// Gives somebody a subscription for everything in the course.
    pub async fn grant(&self, person: PersonId) -> GrantId {
        let (grant, plan) = (GrantId(uuid()), self.course.to_string());
        grants::plant(&self.store, &plan, GrantKind::Subscription, &[(grant, person)]).await.unwrap();
        grant
    }

    /// A student of the course who holds a subscription, signed in.
    pub async fn student(&self, name: &str) -> Person {
        self.person(name, Role::Student).await
    }

    /// So many students, each of a name with their number.
    pub async fn students(&self, name: &str, count: usize) -> Vec<Person> {
        let coming = (0..count).map(async |n| self.student(&format!("{name} {n}")).await);
        stream::iter(coming).buffered(AT_ONCE).collect().await
    }

    /// The teacher of the course, signed in.
    pub async fn teacher(&self) -> Person {
        self.person("Ms. Iva", Role::Teacher).await
    }

    /// An account that is in no course.
    pub async fn stranger(&self, name: &str) -> PersonId {
        let id = PersonId(uuid());
        accounts::put(&self.store, id, name).await.unwrap();
        id
    }

    /// One more sign-in of somebody who has an account: another device.
    pub async fn sign_in(&self, person: PersonId) -> Person {
        let secret = self.link(person).await;
        Person::redeem(self.server.address(), &secret).await
    }

    /// The secret of a fresh one-use link.
    pub async fn link(&self, person: PersonId) -> String {
        let secret = uuid().to_string();
        let secret_hash = Sha256::digest(secret.as_bytes()).into();
        let link = LinkRow { secret_hash, account: person, session: None, expires_at: now().plus(LINK_LIFE) };
        links::put(&self.store, &link).await.unwrap();
        secret
    }
}
