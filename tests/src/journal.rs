//! The journal of a session, as the store has it: what clients were told is compared with this.

use homeroom_protocol::ids::{CommandId, PersonId, SessionId};
use homeroom_protocol::journal::v1::{Entry, SessionEvent};
use homeroom_storage::{Store, journal};

/// Rows read at a time.
const ROWS_PER_READ: i64 = 2_000;

/// One row.
#[derive(Debug)]
pub struct Row {
    /// Its offset.
    pub offset: u64,
    /// The command that made it.
    pub command: Option<CommandId>,
    /// What it says.
    pub entry: Entry<SessionEvent>,
}

/// One message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    /// Where it stands.
    pub offset: u64,
    /// Its id.
    pub id: CommandId,
    /// Whose.
    pub person: PersonId,
    /// What.
    pub text: String,
}

/// Every row of a session; they have no gaps.
pub async fn read(store: &Store, session: SessionId) -> Vec<Row> {
    let mut rows = Vec::new();
    loop {
        let after = i64::try_from(rows.len()).unwrap();
        let read = journal::read(store, session.0, after, ROWS_PER_READ).await.expect("the journal");
        if read.is_empty() {
            return rows;
        }
        for row in read {
            let offset = u64::try_from(row.position).unwrap();
            assert_eq!(offset, rows.len() as u64 + 1, "the journal has no gaps");
            let entry = serde_json::from_slice(&row.events).expect("a row of version 1");
            rows.push(Row { offset, command: row.command_id, entry });
        }
    }
}

/// Everything that happened in a session, in order.
pub async fn events(store: &Store, session: SessionId) -> Vec<SessionEvent> {
    read(store, session).await.into_iter().flat_map(|row| row.entry.events).collect()
}

/// Everything that was said in a session, in order.
pub async fn messages(store: &Store, session: SessionId) -> Vec<Message> {
    let mut messages = Vec::new();
    for row in read(store, session).await {
        for event in row.entry.events {
            if let SessionEvent::Said { id, person, text, .. } = event {
                assert_eq!(row.command, Some(id), "a message stands under its command");
                messages.push(Message { offset: row.offset, id, person, text });
            }
        }
    }
    messages
}
