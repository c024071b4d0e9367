//! Who comes and goes, told by name to whom it is told: at most twice a second, as the difference to what was told before.
//! What was dropped on the way, or is more than one change holds, shows as a number that was skipped; who sees that asks for
//! a page.

use std::collections::BTreeMap;

use bytes::Bytes;
use homeroom_machines::session::people_shown;
use homeroom_protocol::frame::people::{PeopleChange, Whereabouts};
use homeroom_protocol::frame::server::{ServerFrame, Signal};
use homeroom_protocol::ids::PersonId;
use homeroom_protocol::limits::{PEOPLE_CHANGES_MAX, PEOPLE_TOLD_EVERY};
use homeroom_protocol::permit::{Role, Tier};
use homeroom_protocol::time::Timestamp;

use crate::kit::deadline::Deadline;
use crate::kit::feeds::Feeds;
use crate::kit::shell::Done;
use crate::relay::out_buffer::frame_text;
use crate::session::message::{Asker, Msg};
use crate::session::state::State;

/// What was told last, and when there may be more.
#[derive(Default)]
pub(crate) struct Crowd {
    told: BTreeMap<PersonId, (Role, Tier, Whereabouts)>,
    edition: Option<(u64, u64)>,
    version: u64,
    rests_until: Option<Timestamp>,
    next: Deadline,
}

impl Crowd {
    /// Which change was told last.
    pub(crate) fn version(&self) -> u64 {
        self.version
    }

    /// The timer has fired.
    pub(crate) fn fired(&mut self) {
        self.next.fired();
    }
}

impl State {
    /// Tells who came and went since it was told last, behind everything it rests on.
    pub(crate) fn tell_people(&mut self) {
        let edition = self.shell.machine().crowd_edition(self.shell.live());
        if self.own.crowd.edition == Some(edition) {
            return;
        }
        let now = self.handle.clock.now();
        if let Some(until) = self.own.crowd.rests_until.filter(|until| *until > now) {
            let actor = self.handle.actor.clone();
            self.own.crowd.next.arm(&self.handle.clock, Some(until), move || drop(actor.cast(Msg::Tell)));
            return;
        }
        self.own.crowd.edition = Some(edition);
        // Comparing costs too, also where nothing comes of it.
        self.own.crowd.rests_until = Some(now.plus(PEOPLE_TOLD_EVERY));
        let crowd = self.shell.machine().crowd(self.shell.live());
        let before = std::mem::replace(&mut self.own.crowd.told, crowd);
        let told = &self.own.crowd.told;
        let changed: Vec<_> = told.iter().filter(|(person, how)| before.get(person) != Some(how)).collect();
        let gone: Vec<_> = before.iter().filter(|(person, _)| !told.contains_key(person)).collect();
        if changed.is_empty() && gone.is_empty() {
            return;
        }
        let mut version = self.own.crowd.version + 1;
        let runs = if changed.len() + gone.len() > PEOPLE_CHANGES_MAX {
            // Too much to say: the number of the next change tells that this one is missing.
            version += 1;
            self.crowd_runs(version, &[], &[])
        } else {
            self.crowd_runs(version, &changed, &gone)
        };
        self.own.crowd.version = version;
        self.shell.rest(Asker::Signals(runs), Ok(Done { offset: None, answer: None, you: None }));
    }

    fn crowd_runs(&self, version: u64, changed: &[Of<'_>], gone: &[Of<'_>]) -> Feeds<Bytes> {
        let (machine, live) = (self.shell.machine(), self.shell.live());
        Feeds::each(|feed| {
            if !machine.tells_people(feed) {
                return Bytes::new();
            }
            let shown = |of: &&Of<'_>| people_shown(feed, of.1.0);
            let people = changed.iter().filter(shown).filter_map(|(person, _)| machine.person_here(live, **person));
            let change = PeopleChange {
                version,
                people: people.collect(),
                gone: gone.iter().filter(shown).map(|(person, _)| **person).collect(),
            };
            let text = serde_json::to_vec(&ServerFrame::Signal(Signal::People(change))).ok();
            text.map(|text| frame_text(&text)).unwrap_or_default()
        })
    }
}

/// Somebody, and how they are here.
type Of<'a> = (&'a PersonId, &'a (Role, Tier, Whereabouts));
