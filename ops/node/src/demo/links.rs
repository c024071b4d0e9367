//! One person's links into the demo class.

use homeroom_actors::kit::entropy;
use homeroom_protocol::ids::SessionId;
use homeroom_protocol::permit::Role;
use homeroom_protocol::time::Timestamp;
use homeroom_seed::demo::links;
use homeroom_seed::demo::world::Person;
use homeroom_storage::Store;

use crate::exit::Stop;

/// Bytes of a link's secret: as many as cannot be guessed (RFC 4086 asks for 128 bits).
const SECRET_BYTES: usize = 24;
/// How many links each person gets: one to walk in, one for a second device.
const LINKS_EACH: usize = 2;

/// A person's links, each good for one sign-in.
pub(crate) struct Links {
    person: Person,
    class: SessionId,
    host: String,
    secrets: Vec<String>,
}

impl Links {
    /// Makes them for the `n`th of the demo's people.
    pub(crate) async fn make(
        store: &Store,
        person: &Person,
        n: usize,
        class: SessionId,
        now: Timestamp,
    ) -> Result<Self, Stop> {
        let mut secrets = Vec::new();
        for _ in 0..LINKS_EACH {
            let secret = secret();
            // Who works at the desk is led there and not into one class.
            let class = (person.role != Role::Moderator).then_some(class);
            links::make(store, &secret, person.id, class, now).await?;
            secrets.push(secret);
        }
        Ok(Self { person: *person, class, host: host(person.role, n), secrets })
    }

    /// The person's role.
    pub(crate) fn role(&self) -> Role {
        self.person.role
    }

    /// `Mira` or `Ms. Iva`.
    pub(crate) fn who(&self) -> &'static str {
        self.person.name
    }

    /// The first link.
    pub(crate) fn url(&self, port: u16) -> String {
        self.urls(port).into_iter().next().unwrap_or_default()
    }

    /// All of them.
    pub(crate) fn urls(&self, port: u16) -> Vec<String> {
        let path = |secret: &String| match self.person.role {
            Role::Moderator => links::desk_path(secret),
            Role::Student | Role::Teacher | Role::Assistant => links::path(self.class, secret),
        };
        let url = |secret: &String| format!("http://{}:{port}{}", self.host, path(secret));
        self.secrets.iter().map(url).collect()
    }
}

/// A host of its own for everybody: browsers keep cookies by host, so one browser can be all of them at once. Every name
/// below `localhost` is this machine (RFC 6761, section 6.3).
fn host(role: Role, n: usize) -> String {
    const NUMBERS: [&str; 4] = ["one", "two", "three", "four"];
    match role {
        Role::Teacher => "teacher.localhost".to_owned(),
        Role::Assistant => format!("assistant-{n}.localhost"),
        Role::Moderator => format!("moderator-{n}.localhost"),
        Role::Student if n <= 1 => "student.localhost".to_owned(),
        Role::Student => match NUMBERS.get(n - 1) {
            Some(number) => format!("student-{number}.localhost"),
            None => format!("student-{n}.localhost"),
        },
    }
}

/// A fresh secret of letters and digits.
pub(crate) fn secret() -> String {
    entropy::bytes::<SECRET_BYTES>().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_has_a_host_of_their_own() {
        let hosts = [(Role::Teacher, 0), (Role::Student, 1), (Role::Student, 2), (Role::Student, 9)];
        let hosts: Vec<String> = hosts.iter().map(|(role, n)| host(*role, *n)).collect();
        assert_eq!(hosts, ["teacher.localhost", "student.localhost", "student-two.localhost", "student-9.localhost"]);
    }

    #[test]
    fn a_secret_is_long_fresh_and_needs_no_escaping() {
        let (one, other) = (secret(), secret());
        assert_ne!(one, other);
        assert!(one.len() == 48 && one.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    }
}
