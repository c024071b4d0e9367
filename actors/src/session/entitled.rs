//! What lets somebody into a class: who they are, as the door read it, and what they hold.

use homeroom_machines::entitlement::{Admission, Verdicts, What, admit, enters_by_grant, entitle};
use homeroom_protocol::entitlement::{Because, Entitlement};
use homeroom_protocol::ids::SessionId;
use homeroom_protocol::refusal::{Code, Refusal};
use uuid::Uuid;

use crate::entitlement::door::Known;
use crate::entitlement::{About, Decision};
use crate::session::directory::World;

/// What somebody wants in a class.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Aim {
    /// To come in; to watch will do.
    Class,
    /// A seat.
    Seat,
}

/// The proof of who somebody is and how far they may come, and the decision behind it, under an id. What their grants say
/// is put to the facts. A no is a decision too, and no refusal yet: whoever is in may come back whatever it says.
///
/// # Errors
/// `sign_in_ended`; `not_found` where there is no such session.
pub(crate) async fn entry(
    world: &World,
    id: Uuid,
    session: SessionId,
    known: &mut Known,
    aim: Aim,
) -> Result<(Admission, Decision), Refusal> {
    let admission = admit(&known.facts, world.clock.now())?;
    let course = known.course.ok_or(Refusal::new(Code::NotFound))?;
    let person = known.facts.person;
    let (seat, watch) = (What::LiveSeat { course }, What::Overflow { course });
    let about = |what| About { person, what, session: Some(session) };
    if !enters_by_grant(known.facts.role) {
        return Ok((admission, Decision::by_role(id, about(seat), world.clock.now())));
    }
    let held = world.entitlements.known(person).await;
    let verdicts = held
        .grants()
        .map(|grants| Verdicts { seat: entitle(grants, seat, held.at()), watch: entitle(grants, watch, held.at()) });
    let watches = verdicts.as_ref().is_some_and(|said| !said.seat.allows() && said.watch.allows());
    // A no is that to a seat: it is what they came for.
    let decision = held.decide(id, about(if watches && aim == Aim::Class { watch } else { seat }));
    known.facts.grants = verdicts;
    Ok((admit(&known.facts, world.clock.now())?, decision))
}

/// A refusal of the class, with what support looks it up by, as the person is told.
pub(crate) fn told(world: &World, refusal: Refusal, decision: &Decision) -> Refusal {
    let entitlement = match decision.entitlement() {
        // It ended on the way from the door to the class.
        entitlement if decision.allow && refusal.code == Code::NotEntitled => {
            Entitlement { reason: Because::Ended, ..entitlement }
        }
        entitlement => entitlement,
    };
    let refusal = match decision.allowed() {
        // Not known is another no than not entitled.
        Err(no) if refusal.code == Code::NotEntitled => no,
        Err(_) | Ok(()) => refusal.decided(decision.id, Some(entitlement.clone())),
    };
    world.entitlements.told(decision, entitlement, Some(refusal.code));
    refusal
}
