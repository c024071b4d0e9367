//! What is stored against what the rules say.

use super::*;

fn evenings() -> Vec<Slot> {
    expand(&rule("daily 19:00", "Europe/Sofia"), at("2026-11-25T00:00:00Z"), at("2026-11-28T00:00:00Z")).unwrap()
}

fn kept(slots: &[Slot]) -> Vec<Kept> {
    slots.iter().map(|slot| Kept { slot: slot.clone(), reserved: 0, opened: false, cancelled: false }).collect()
}

const BEFORE: &str = "2026-11-25T00:00:00Z";

#[test]
fn what_is_not_there_is_added_and_then_nothing_has_to_change() {
    let slots = evenings();
    let first = diff(&[], &slots, at(BEFORE), false);
    assert_eq!(first.changes, slots.iter().cloned().map(Change::Added).collect::<Vec<_>>());
    let again = diff(&kept(&slots), &slots, at(BEFORE), false);
    assert_eq!((again.is_empty(), again.unchanged), (true, 3));
}

#[test]
fn a_zone_that_changes_its_clock_moves_slots_and_makes_no_others() {
    let stored = kept(&evenings());
    let mut wanted = evenings();
    for slot in &mut wanted {
        slot.starts_at = slot.starts_at.plus(std::time::Duration::from_secs(3_600));
        slot.ends_at = slot.ends_at.plus(std::time::Duration::from_secs(3_600));
    }
    let plan = diff(&stored, &wanted, at(BEFORE), false);
    assert_eq!(plan.changes.len(), 3);
    assert!(plan.changes.iter().all(|change| matches!(change, Change::Moved { from, to } if from.slot.id == to.id)));
}

#[test]
fn a_slot_somebody_counts_on_is_neither_moved_nor_removed_unless_somebody_says_so() {
    let mut stored = kept(&evenings());
    stored[1].reserved = 2;
    let gone = diff(&stored, &[], at(BEFORE), false);
    assert_eq!(gone.changes.len(), 2);
    assert_eq!(gone.blocked, [(Change::Removed(stored[1].clone()), Block::Booked(2))]);
    let told = diff(&stored, &[], at(BEFORE), true);
    assert_eq!((told.changes.len(), told.blocked.len()), (3, 0));
}

#[test]
fn a_slot_whose_session_has_a_journal_may_move_and_does_not_go_whoever_says_so() {
    let mut stored = kept(&evenings());
    stored[0].opened = true;
    let mut wanted = evenings();
    wanted[0].ends_at = wanted[0].ends_at.plus(std::time::Duration::from_secs(60));
    assert_eq!(diff(&stored, &wanted, at(BEFORE), false).changes.len(), 1);
    let plan = diff(&stored, &[], at(BEFORE), true);
    assert_eq!(plan.blocked, [(Change::Removed(stored[0].clone()), Block::Opened)]);
}

#[test]
fn a_slot_whose_class_is_cancelled_is_in_nobodys_way_whatever_becomes_of_its_rule() {
    let mut stored = kept(&evenings());
    (stored[0].opened, stored[0].reserved, stored[0].cancelled) = (true, 3, true);
    let mut wanted = evenings();
    wanted[0].capacity = 1;
    for (wanted, removed) in [(&wanted[..], 0), (&[][..], 2)] {
        let plan = diff(&stored, wanted, at(BEFORE), false);
        assert_eq!((plan.changes.len(), plan.blocked.len(), plan.unchanged), (removed, 0, 3 - removed));
    }
}

#[test]
fn seats_may_be_added_under_people_and_not_taken_from_them() {
    let mut stored = kept(&evenings());
    stored[0].reserved = 12;
    let with = |capacity: u32| {
        let mut wanted = evenings();
        wanted.iter_mut().for_each(|slot| (slot.capacity, slot.version) = (capacity, 2));
        diff(&stored, &wanted, at(BEFORE), false)
    };
    assert_eq!((with(13).changes.len(), with(13).blocked.len()), (3, 0));
    assert_eq!((with(11).changes.len(), with(11).blocked.len()), (2, 1));
}

#[test]
fn what_is_about_to_begin_is_left_alone() {
    let slots = evenings();
    let settled = slots[1].starts_at;
    assert_eq!(diff(&[], &slots, settled, true).changes.len(), 2, "none is added that has begun");
    let plan = diff(&kept(&slots), &[], settled, true);
    assert_eq!((plan.changes.len(), plan.blocked.len(), plan.unchanged), (2, 0, 1));
}
