//! `protocol/PERMITS.md`: the permit table as it is compiled in.

use crate::permit;

/// The page.
pub(super) fn markdown() -> String {
    format!(
        "# Who may do what\n\n\
         Generated from `protocol/src/permit.rs` by `cargo xtask generate`; do not edit. What is not in the table is \
         refused. A refusal says why in `explain`; `over` and `not_open` come from the phase. Coming in and ending \
         pass further rules of the session besides (seats, entitlement).\n\n{}\n\
         ## Locks and mutes\n\n\
         From `protocol/src/permit/locks.rs`. They take from the table what they name, from students alone. A lock is for \
         all students or for one, without an end or with one; for all of them the chat is locked by its pause. What was \
         said of one goes before what was said of all, and of that what locks before what opens; it opens no more than the \
         table gives. The floor lifts locks of sending that all have. While the class is calm nothing is open for one. A \
         mute is lifted by neither.\n\n{}\n\
         ## At the desk\n\n\
         From `protocol/src/permit/desk.rs`. A moderator of a course sees the cases of that course only: any other is not \
         there for them.\n\n{}\n\
         ## How far a ban reaches\n\n\
         From `protocol/src/permit/ban.rs`: this class (`session`), all classes of its course (`series`), all there are \
         (`platform`). Who may not make a ban may not lift it either. A teacher and a moderator do so in their own course \
         only.\n\n{}",
        permit::table(),
        permit::locks::table(),
        permit::desk::table(),
        permit::ban::table()
    )
}
