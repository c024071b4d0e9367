//! Samples of what the `staff` feed sees, for the goldens.

use super::samples;
use super::samples_desk::sanction;
use crate::frame::floor::{Lockable, OwnLock};
use crate::frame::server::{Entry, ServerFrame, View, Welcome};
use crate::frame::staff::{Exception, Held, StaffEvent, StaffView};

fn held() -> Held {
    Held { name: "Mira".into(), sanction: sanction() }
}

fn exception() -> Exception {
    let lock = OwnLock { what: Lockable::Chat, locked: false, until: Some(samples::at(900)) };
    Exception { person: samples::STUDENT, name: "Mira".into(), locks: vec![lock] }
}

/// `entry`, with every kind of event that only staff see.
pub(super) fn entry() -> ServerFrame {
    ServerFrame::Entry(Entry {
        offset: 43,
        after: 42,
        at: samples::at(120),
        events: vec![
            StaffEvent::Sanctioned { held: held() }.into(),
            StaffEvent::MessageHeld { held: super::samples_chat::held() }.into(),
            StaffEvent::Direct { item: super::samples_chat::direct() }.into(),
            StaffEvent::MessageGone { message: samples::COMMAND }.into(),
            StaffEvent::Exception { exception: exception() }.into(),
            StaffEvent::Lifted { sanction: sanction().id, shown: Some(super::samples_chat::item()), question: None }
                .into(),
        ],
    })
}

/// `welcome` with a picture, to somebody who gives the class.
pub(super) fn welcome() -> ServerFrame {
    let frame = samples::welcome_view();
    let ServerFrame::Welcome(Welcome { view: Some(view), .. }) = frame else { return frame };
    samples::welcome(Some(View {
        staff: Some(StaffView {
            sanctions: vec![held()],
            exceptions: vec![exception()],
            messages: vec![super::samples_chat::held()],
            direct: vec![super::samples_chat::direct()],
            lobby: super::samples_lobby::view(),
        }),
        ..*view
    }))
}
