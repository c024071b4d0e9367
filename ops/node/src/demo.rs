//! The demo class as `dev` keeps it: open, with a fresh link for everybody, and followed by the next one.

pub(crate) mod lessons;
pub(crate) mod links;

use std::time::Duration;

use homeroom_actors::kit::clock::Clock;
use homeroom_actors::kit::entropy;
use homeroom_protocol::ids::SessionId;
use homeroom_protocol::permit::Role;
use homeroom_seed::demo;
use homeroom_storage::Store;
use serde_json::{Value, json};

use crate::compose::Node;
use crate::exit::{Stop, chain};
use links::Links;

/// How often it is looked whether the class is over. A person who ended it waits no longer for the next.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// An open class and the links into it.
pub(crate) struct Class {
    id: SessionId,
    links: Vec<Links>,
}

impl Class {
    /// The class that is still going, or a new one, with fresh links.
    pub(crate) async fn open(store: &Store, clock: &Clock, capacity: u32) -> Result<Self, Stop> {
        let now = clock.now();
        let class = match demo::still_open(store, now).await? {
            Some(class) if class.capacity == capacity => class,
            Some(_) | None => demo::open(store, SessionId(entropy::uuid_v7(now)), now, capacity).await?,
        };
        let mut links = Vec::new();
        for (n, person) in demo::world::PEOPLE.iter().enumerate() {
            links.push(Links::make(store, person, n, class.id, now).await?);
        }
        Ok(Self { id: class.id, links })
    }

    /// For people: who to be, and where.
    pub(crate) fn words(&self, port: u16) -> String {
        let line = |links: &Links| format!("  {:<12} {:<10} {}", links.who(), links.role().as_str(), links.url(port));
        // A teacher, two students and somebody at the desk are what a first try needs; everybody else is in the JSON.
        let desk = self.links.iter().find(|links| links.role() == Role::Moderator);
        let shown: Vec<String> = self.links.iter().take(3).chain(desk).map(line).collect();
        format!(
            "Open each in a tab of its own; a link works once. The moderator's leads to the desk.\n{}\n  \
             {:<23} http://localhost:{port}/  (mails of a sign-in are at http://localhost:{port}/outbox)",
            shown.join("\n"),
            "start page"
        )
    }

    /// For programs.
    pub(crate) fn json(&self, port: u16, parts: &[(&'static str, String)]) -> Value {
        let of = |role: Role| -> Vec<Vec<String>> {
            self.links.iter().filter(|links| links.role() == role).map(|links| links.urls(port)).collect()
        };
        let part = |name: &str| parts.iter().find(|(part, _)| *part == name).map(|(_, what)| what.clone());
        json!({
            "url": format!("http://localhost:{port}"),
            "port": port,
            "session_id": self.id,
            "class": format!("http://localhost:{port}/class/{}", self.id),
            "links": { "teacher": of(Role::Teacher).concat(), "students": of(Role::Student), "moderators": of(Role::Moderator) },
            "desk": format!("http://localhost:{port}/desk"),
            "media": part("media").filter(|media| media.starts_with("LiveKit")),
            "postgres": part("Postgres"),
            "database_url": part("DATABASE_URL"),
        })
    }
}

/// Fills the hours ahead; the days after these come by the daily job.
pub(crate) async fn plant_hours(node: &Node, capacity: u32) -> Result<(), Stop> {
    let planted = demo::timetable::plant(node.store(), capacity, node.clock().now()).await;
    planted.map_err(|error| Stop::Failed(format!("could not fill the timetable: {}", chain(&error))))?;
    Ok(())
}

/// Looks each minute whether the class is over, and then opens the next one. Returns only when that cannot be done.
pub(crate) async fn keep_open(node: &Node, mut class: Class, capacity: u32, say: impl Fn(&Class)) -> Result<(), Stop> {
    loop {
        node.clock().sleep(LOOK_EVERY).await;
        // A database that is away is the node's to report; the next look comes in a minute.
        let Ok(open) = demo::still_open(node.store(), node.clock().now()).await else { continue };
        if open.is_none_or(|open| open.id != class.id) {
            class = Class::open(node.store(), node.clock(), capacity).await?;
            say(&class);
        }
    }
}
