//! Limits that both ends of a wire, or a machine and its shell, have to agree on. Numbers are WIRE's L1-L22; the unit is
//! in the name. Each has a test at its value and one beyond, where the limit is enforced.

use std::time::Duration;

/// L1: bytes of all request headers; more than any browser sends us, little enough to hold for thousands.
pub const HEADER_BYTES_MAX: usize = 16 * 1024;
/// L1: number of request headers.
pub const HEADERS_MAX: usize = 64;
/// L1: how long the headers of a request may take to arrive, against clients that trickle them.
pub const HEADER_READ_TIMEOUT: Duration = Duration::from_secs(5);
/// L2: bytes of a JSON body.
pub const BODY_BYTES_MAX: usize = 64 * 1024;
/// L3: bytes of a client's frame, which is a whole message.
pub const FRAME_BYTES_MAX: usize = 64 * 1024;
/// L3: characters of one chat text: a long paragraph, not an essay.
pub const CHAT_TEXT_CHARACTERS_MAX: usize = 2_000;
/// Texts of one person that the word filter blocks within [`STRIKES_SPAN`] before they cannot write for a while: once is
/// ignorance, twice is a try, three times is meant.
pub const STRIKES_MAX: usize = 3;
/// How long a strike counts: a quarrel ends sooner.
pub const STRIKES_SPAN: Duration = Duration::from_secs(10 * 60);
/// How long they cannot write: the shortest that staff set.
pub const STRIKE_MUTE: Duration = Duration::from_secs(5 * 60);
/// How often a message can be changed: each text before is kept, and a report shows all of them.
pub const CHAT_EDITS_MAX: usize = 5;
/// The longest that one person has to wait between two messages: longer is a pause.
pub const SLOW_SECONDS_MAX: u32 = 300;
/// Messages of one person that are held at once; whoever writes more waits for somebody to look at those.
pub const HELD_PER_PERSON_MAX: usize = 5;
/// Messages that are held at once in a class: all of them stand in the picture of staff.
pub const HELD_MAX: usize = 100;
/// Bytes of messages that are held, from which on no more are: they stand in the picture of staff, and a socket that has
/// more unsent than L7 allows is closed.
pub const HELD_BYTES_MAX: usize = 48 * 1024;
/// Discarded messages of a person that they are told of, latest last.
pub const DISCARDED_SHOWN_MAX: usize = 5;
/// Messages of one person to those who moderate a room, and how long each has to be after the one before: a talk, and no
/// flood in the staff's feed.
pub const DIRECT_PER_PERSON_MAX: usize = 60;
/// The least time between two of them.
pub const DIRECT_EVERY: Duration = Duration::from_secs(3);
/// Direct messages in a person's own, and their bytes: it is sent whole with each change.
pub const YOU_DIRECT_ITEMS_MAX: usize = 20;
/// Bytes of direct messages in a person's own.
pub const YOU_DIRECT_BYTES_MAX: usize = 16 * 1024;
/// Direct messages of all in a view of staff.
pub const VIEW_DIRECT_ITEMS_MAX: usize = 100;
/// Bytes of direct messages in a view of staff.
pub const VIEW_DIRECT_BYTES_MAX: usize = 48 * 1024;
/// L4: how long a new socket may take to say `hello`.
pub const HELLO_TIMEOUT: Duration = Duration::from_secs(5);
/// L6: sockets from one address: a school behind one NAT fits.
pub const SOCKETS_PER_ADDRESS_MAX: usize = 600;
/// L6: sockets of one person, over all sessions of a node.
pub const SOCKETS_PER_PERSON_MAX: usize = 6;
/// L7: unsent bytes of one socket before it is called too slow.
pub const UNSENT_BYTES_MAX: usize = 256 * 1024;
/// L7: unsent bytes from which signals are dropped for a socket, since they are stale by the time they arrive.
pub const UNSENT_BYTES_SIGNALS_MAX: usize = 64 * 1024;
/// L7: how long unsent bytes may make no progress at all.
pub const UNSENT_STALL_MAX: Duration = Duration::from_secs(5);
/// L8: commands waiting in, or pending behind, one actor's user lane.
pub const USER_LANE_COMMANDS_MAX: usize = 1_000;
/// L12: how often the server pings, and a `beat` is sent when nothing else was.
pub const HEARTBEAT: Duration = Duration::from_secs(20);
/// L12: silence after which a connection is called dead, on a monotonic clock.
pub const DEAD_AFTER: Duration = Duration::from_secs(45);
/// L13: life of an access token.
pub const ACCESS_TOKEN_LIFE: Duration = Duration::from_secs(5 * 60);
/// L13: life of a media token: within it the media room has to be entered.
pub const MEDIA_TOKEN_LIFE: Duration = Duration::from_secs(60);
/// How much longer than it says a media token lets somebody in: LiveKit forgives clocks a minute (`tokenLeeway` in
/// `auth/verifier.go` of livekit/protocol), which cannot be set. Whoever is put out is looked for as long.
pub const MEDIA_TOKEN_LEEWAY: Duration = Duration::from_secs(60);
/// L13: life of a ticket, from the join to the `hello`.
pub const TICKET_LIFE: Duration = Duration::from_secs(30);
/// L16: how long a seat is held while a join completes.
pub const SEAT_HOLD: Duration = Duration::from_secs(60);
/// L16: how long a participant whose last connection dropped still counts as here.
pub const GRACE: Duration = Duration::from_secs(90);
/// L17: how long an offer stands while at least [`OFFER_FAR`] is left to the start.
pub const OFFER_WINDOW_FAR: Duration = Duration::from_secs(2 * 60 * 60);
/// L17: the time left from which an offer is a long one: with a quarter of it gone, three more people can be asked.
pub const OFFER_FAR: Duration = Duration::from_secs(8 * 60 * 60);
/// L17: how long an offer stands until the doors open.
pub const OFFER_WINDOW_NEAR: Duration = Duration::from_secs(10 * 60);
/// L17: how long an offer stands once the doors are open, for somebody who is not here.
pub const OFFER_WINDOW_OPEN: Duration = Duration::from_secs(60);
/// L17: how long an offer stands while the class is live, for somebody who is in it and sees it at once.
pub const OFFER_WINDOW_HERE: Duration = Duration::from_secs(15);
/// How much of a class has to be left when an offer ends, or it could not be used. Less than this nobody came for.
pub const OFFER_USABLE_MIN: Duration = Duration::from_secs(10 * 60);
/// How long after the start a reserved seat is kept for who has not come.
pub const NO_SHOW_GRACE: Duration = Duration::from_secs(10 * 60);
/// How late a release may come and still mean that people did not come; later, we were away and not they.
pub const NO_SHOW_LATE_MAX: Duration = Duration::from_secs(10);
/// How long reserved seats are kept after we were away, or turned people away: time for pages to find back.
pub const NO_SHOW_AGAIN: Duration = Duration::from_secs(2 * 60);
/// People in the line of one session: about 1 MB of them, and fifty classes full.
pub const WAITLIST_PEOPLE_MAX: usize = 10_000;
/// L18: chat items a session keeps in its state; older ones stay in the journal.
pub const CHAT_ITEMS_MAX: usize = 20_000;
/// L18: chat items on one history page.
pub const HISTORY_ITEMS_MAX: usize = 100;
/// L18: chat items in a view.
pub const VIEW_CHAT_ITEMS_MAX: usize = 50;
/// L18: bytes of chat in a view.
pub const VIEW_CHAT_BYTES_MAX: usize = 64 * 1024;
/// L19: bytes a ring keeps for those who resume.
pub const RING_BYTES_MAX: usize = 1024 * 1024;
/// L19: entries a ring keeps for those who resume.
pub const RING_ENTRIES_MAX: usize = 512;
/// L20: follow-ups of one command; reaching it is a bug of the machine.
pub const FOLLOW_UPS_MAX: usize = 1_000;
/// L21: panics of one aggregate within [`PANIC_WINDOW`] before it is set aside.
pub const PANICS_MAX: usize = 3;
/// L21: the span in which [`PANICS_MAX`] panics set an aggregate aside.
pub const PANIC_WINDOW: Duration = Duration::from_secs(10 * 60);
/// L22: how long an aggregate without anybody stays awake.
pub const PASSIVATE_AFTER: Duration = Duration::from_secs(5 * 60);
/// L22: how long after its end a session stays open for a last sentence.
pub const CLOSING_SPAN: Duration = Duration::from_secs(5 * 60);
/// How long before its start a session's doors open.
pub const DOORS_SPAN: Duration = Duration::from_secs(10 * 60);
/// Bytes of one journal entry; checked before `evolve`, so that no entry is ever too large to commit.
pub const ENTRY_BYTES_MAX: usize = 64 * 1024;
/// Bytes at which follow-ups at a deadline are cut into a further entry.
pub const FOLLOW_BYTES_MAX: usize = 48 * 1024;
/// How long after a class has ended its attendance becomes a record: what other servers have to say is there by then.
pub const ATTENDANCE_FILED_AFTER: Duration = Duration::from_secs(5 * 60);
/// How long after a late word the record is corrected, so that many late words make one version.
pub const ATTENDANCE_CORRECTED_AFTER: Duration = Duration::from_secs(60);
/// How long after the end of a class its record can be corrected at all.
pub const ATTENDANCE_OPEN_FOR: Duration = Duration::from_secs(24 * 60 * 60);
/// How long ago the minute of a heartbeat may have begun: a phone that lost its network says the last ones later.
pub const HEARTBEAT_LATE_MAX: Duration = Duration::from_secs(15 * 60);
/// What a heartbeat is about: one of these, from its begin.
pub const HEARTBEAT_BUCKET: Duration = Duration::from_secs(60);
/// Messages frozen with a report, on each side of the one it is about.
pub const EVIDENCE_MESSAGES_EACH_SIDE: usize = 10;
/// Characters of a neighbouring message that are frozen with a report; the reported one is frozen whole.
pub const EVIDENCE_NEIGHBOUR_CHARACTERS_MAX: usize = 300;
/// Characters of what a message said before that are frozen with a report; five of them fit beside the message.
pub const EVIDENCE_REVISION_CHARACTERS_MAX: usize = 500;
/// Bytes of evidence, as JSON: a report and what else its entry holds stay far below [`ENTRY_BYTES_MAX`].
pub const EVIDENCE_BYTES_MAX: usize = 40 * 1024;
/// People of the roster that are frozen with a report.
pub const EVIDENCE_ROSTER_MAX: usize = 100;
/// Characters that a reporter can add, and a moderator can note.
pub const NOTE_CHARACTERS_MAX: usize = 500;
/// Reports of one person in one session; whoever writes more complains about the class and not in it.
pub const REPORTS_PER_PERSON_MAX: usize = 20;
/// How long a claim lasts that nobody renews.
pub const CLAIM_LEASE: Duration = Duration::from_secs(90);
/// L15: how long a decision can be undone as if nothing was.
pub const UNDO_SPAN: Duration = Duration::from_secs(10);
/// The longest time out, in minutes: a class lasts an hour.
pub const MUTE_MINUTES_MAX: u32 = 60;
/// The longest ban that ends by itself, in minutes: 365 days, a year of classes. What is to hold for longer has no end, and
/// somebody looks at it before it is lifted. The shortest is one minute, of which all ends are made.
pub const BAN_MINUTES_MAX: u32 = 365 * 24 * 60;
/// People in the lobby of one session: letting all of them in is one command, with fewer follow-ups than L20 allows.
pub const LOBBY_PEOPLE_MAX: usize = 900;
/// What those who wait are told, latest last; nobody reads more of it.
pub const LOBBY_NOTES_MAX: usize = 20;
/// Hands that are up at once: all of them stand in every picture of the class, and lowering all is one entry. Who is behind
/// two hundred would not be heard within the hour.
pub const HANDS_MAX: usize = 200;
/// The shortest time to speak, in seconds: less is over before a microphone is on.
pub const FLOOR_SECONDS_MIN: u32 = 10;
/// The longest, in seconds: others wait.
pub const FLOOR_SECONDS_MAX: u32 = 600;
/// The shortest time that something can be locked, in seconds: less is no rule.
pub const LOCK_SECONDS_MIN: u32 = 10;
/// The longest, in seconds: a class lasts an hour, and without an end it is until somebody says otherwise.
pub const LOCK_SECONDS_MAX: u32 = 3_600;
/// For how many people of a session something may be locked, or open, otherwise than for all: staff see all of them in each
/// view, and for more than these the rule for all is the wrong one.
pub const EXCEPTIONS_MAX: usize = 100;
/// People of one page of who is here.
pub const PEOPLE_PAGE_MAX: u32 = 100;
/// Characters of the name classes see: it stands before every message and under every picture.
pub const NAME_CHARACTERS_MAX: usize = 40;
/// Characters of what a name is looked for by.
pub const PEOPLE_NAME_CHARACTERS_MAX: usize = 64;
/// Up to so many people the whole class is told who comes and goes; in a larger one staff are, the others have the count.
pub const PEOPLE_TOLD_MAX: usize = 50;
/// People of one change of who is here, about 16 KB; whoever misses more than these asks for a page.
pub const PEOPLE_CHANGES_MAX: usize = 100;
/// The shortest time between two changes of who is here.
pub const PEOPLE_TOLD_EVERY: Duration = Duration::from_millis(500);
/// Settled cases that a view of the desk shows, latest first.
pub const VIEW_SETTLED_MAX: usize = 20;
/// Open cases that a view of the desk shows, in their order; far more than people can have open before somebody is called.
pub const VIEW_OPEN_MAX: usize = 1_000;
/// Reports of a case that keep their evidence; those that come later are counted, with who and what.
pub const CASE_EVIDENCE_MAX: usize = 5;
/// Polls that are asked in one session: one each half minute of an hour.
pub const POLLS_PER_SESSION_MAX: usize = 120;
/// Polls that a view shows, latest last; what was asked earlier is in the export.
pub const VIEW_POLLS_MAX: usize = 10;
/// Characters of a poll's question: a sentence or two.
pub const POLL_QUESTION_CHARACTERS_MAX: usize = 500;
/// Choices of a poll: fewer is no choice.
pub const POLL_CHOICES_MIN: usize = 2;
/// Choices of a poll: what fits on a phone, and what can be compared.
pub const POLL_CHOICES_MAX: usize = 12;
/// Numbers of a scale, both ends included.
pub const POLL_SCALE_NUMBERS_MAX: usize = 21;
/// Characters of one choice, of a typed answer, or of a text that is right.
pub const POLL_ANSWER_CHARACTERS_MAX: usize = 200;
/// Texts that are right, at most.
pub const POLL_ACCEPTED_MAX: usize = 20;
/// Different typed answers, or orders, that a picture of the results names; the rest is only counted.
pub const POLL_RESULTS_MAX: usize = 20;
/// The shortest time a poll may be open that closes by itself: less cannot be read.
pub const POLL_SECONDS_MIN: u32 = 5;
/// The longest: a class lasts an hour.
pub const POLL_SECONDS_MAX: u32 = 3_600;
/// Answers without names below which no results are shown, and none are kept: they would say whose they are.
pub const POLL_ANONYMOUS_MIN: usize = 5;
/// Ballots without names that are counted together while the poll is open, besides [`POLL_ANONYMOUS_MIN`] that stay, so
/// that the last ones are never few. The more at once, the less the tally of them says of one.
pub const POLL_BATCH_MIN: usize = 25;
/// How long so many are waited with, so that whoever made them enough is not the last to have come.
pub const POLL_BATCH_AFTER: Duration = Duration::from_secs(1);
/// Ballots that one entry counts: their roll stays far below [`ENTRY_BYTES_MAX`].
pub const POLL_BATCH_MAX: usize = 1_000;
/// How long a poll without names stays open when it is closed by hand: who has just answered is counted.
pub const POLL_ENDING: Duration = Duration::from_secs(1);
/// Characters of a question: what can be read aloud in one breath.
pub const QUESTION_CHARACTERS_MAX: usize = 280;
/// Questions that are new, approved or live at once: all of them stand in every picture for staff, and an hour has no time for
/// more.
pub const QUESTIONS_OPEN_MAX: usize = 60;
/// Bytes of questions that are open, from which on no more are asked: as for [`HELD_BYTES_MAX`].
pub const QUESTIONS_BYTES_MAX: usize = 32 * 1024;
/// Questions of one person in one session.
pub const QUESTIONS_PER_PERSON_MAX: usize = 10;
/// Questions that were answered, and for staff those that were dismissed, that stand in a view, latest first.
pub const QUESTIONS_ANSWERED_MAX: usize = 10;
/// Bytes of each of the two.
pub const QUESTIONS_ANSWERED_BYTES_MAX: usize = 8 * 1024;
/// How long reactions are gathered before the class sees them: at most four updates a second, whatever is clicked.
pub const REACTIONS_EVERY: Duration = Duration::from_millis(250);
/// People whose reactions one update takes in; who comes later waits for the next. Their ids are most of its entry, which
/// stays below [`FOLLOW_BYTES_MAX`].
pub const REACTIONS_PEOPLE_MAX: usize = 400;
/// Changes that one update takes in, unless one person alone brings more.
pub const REACTIONS_CHANGES_MAX: usize = 2_000;
/// Messages that one update can be about: all of them fit into one frame of some 10 KiB.
pub const REACTIONS_MESSAGES_MAX: usize = 50;
/// Wishes of one person that wait for one update: more is no hand that clicks.
pub const REACTIONS_WAITING_MAX: u32 = 20;
/// Reactions that are kept of a session: five hundred from each of two hundred people.
pub const REACTIONS_KEPT_MAX: usize = 100_000;
/// Messages of which a person is told their own reactions when they come.
pub const REACTIONS_MINE_MAX: usize = 100;
/// Characters of an appeal: a page of one's own words, which a moderator reads in a minute.
pub const APPEAL_CHARACTERS_MAX: usize = 1_000;
/// How long after a sanction there can be an appeal: time to sleep on it and to ask at home; later nobody remembers.
pub const APPEAL_SPAN: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// Appeals of one person that are listed, latest first; older ones are in the journals.
pub const APPEALS_LISTED_MAX: usize = 50;
/// How long after a report its maker sees what became of it: moderators decide within hours, and a week later it is old news.
pub const REPORTS_LISTED_SPAN: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// Reports of one person that are listed, latest first: many more than anybody reads, and an answer of some 10 KiB.
pub const REPORTS_LISTED_MAX: usize = 50;
/// Macros of one moderator: one for each key from 1 to 9.
pub const MACROS_MAX: usize = 9;
/// A macro's name has to fit on its button.
pub const MACRO_NAME_CHARACTERS_MAX: usize = 40;
/// The least time between two pictures of an open poll's results.
pub const POLL_RESULTS_EVERY: Duration = Duration::from_millis(500);
/// For how long cases that wait too long are gathered before whoever is on call gets one mail about all of them: a burst is
/// one mail, and there is never more than one in so long.
pub const ALARM_GATHERS: Duration = Duration::from_secs(60);
/// Cases in one alarm: what is more is in the next. As ids they take some 20 KiB of one entry of the journal.
pub const ALARM_CASES_MAX: usize = 500;
/// Titles of classes that an alarm names for one severity: enough to know where to look first.
pub const ALARM_CLASSES_MAX: usize = 5;
/// How often a moderator can ask who appealed: what three questions do not clear up no fourth one will.
pub const APPEAL_ROUNDS_MAX: usize = 3;
/// How long who appealed has to answer a question before the appeal goes on without: a day, so that a child can ask at home.
pub const APPEAL_REPLY_SPAN: Duration = Duration::from_secs(24 * 60 * 60);
/// What is left at least for the decision when an answer has come: it has to be read by somebody who claims the case anew.
pub const APPEAL_LEFT_MIN: Duration = Duration::from_secs(10 * 60);
/// How long before an appeal is due it is put before the moderators again: a third of the shortest time there is for one.
pub const APPEAL_REMINDS_BEFORE: Duration = Duration::from_secs(5 * 60);
