//! Who comes and goes, told by name to whom it is told: at most twice a second, as the difference to what was told before.
//! What was dropped on the way, or is more than one change holds, shows as a number that was skipped; who sees that asks for
//! a page. Each feed has numbers of its own, and is told nothing where what has changed is not for it: students do not hear
//! that a moderator came whom they do not see.

use std::collections::BTreeMap;

use bytes::Bytes;
use homeroom_machines::machine::Feed;
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
    /// The number of the change that each feed was told last.
    versions: Feeds<u64>,
    /// Whether each feed was told changes when it was last looked at.
    telling: Feeds<bool>,
    rests_until: Option<Timestamp>,
    next: Deadline,
}

impl Crowd {
    /// Which change a feed was told last.
    pub(crate) fn version(&self, feed: Feed) -> u64 {
        *self.versions.of(feed)
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
        let (machine, live) = (self.shell.machine(), self.shell.live());
        let (mut versions, mut telling) = (self.own.crowd.versions, self.own.crowd.telling);
        let runs = Feeds::each(|feed| {
            let (tells, told_before) = (machine.tells_people(feed), *telling.of(feed));
            *telling.of_mut(feed) = tells;
            let shown = |of: &&Of<'_>| people_shown(feed, of.1.0);
            let (changed, gone): (Vec<_>, Vec<_>) =
                (changed.iter().filter(shown).collect(), gone.iter().filter(shown).collect());
            let news = changed.len() + gone.len();
            // Where it is told no more it is told that, once.
            let is_last = told_before && !tells;
            if !is_last && (!tells || news == 0) {
                return Bytes::new();
            }
            // Too much to say, or the last that is said: the number shows that a change is missing, and a page is asked for.
            let missing = is_last || news > PEOPLE_CHANGES_MAX;
            let version = versions.of_mut(feed);
            *version += if missing { 2 } else { 1 };
            let mut change = PeopleChange { version: *version, ..PeopleChange::default() };
            if !missing {
                change.people = changed.iter().filter_map(|(person, _)| machine.person_here(live, **person)).collect();
                change.gone = gone.iter().map(|(person, _)| **person).collect();
            }
            let text = serde_json::to_vec(&ServerFrame::Signal(Signal::People(change))).ok();
            text.map(|text| frame_text(&text)).unwrap_or_default()
        });
        (self.own.crowd.versions, self.own.crowd.telling) = (versions, telling);
        self.shell.rest(Asker::Signals(runs), Ok(Done { offset: None, answer: None, you: None }));
    }
}

/// Somebody, and how they are here.
type Of<'a> = (&'a PersonId, &'a (Role, Tier, Whereabouts));
