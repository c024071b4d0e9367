//! Up to which entry of an aggregate all effects are done: what the row keeps, so that a crash knows what to do again.

use std::collections::BTreeMap;

/// Up to which entry all effects are done.
#[derive(Default)]
pub(crate) struct Cursor {
    outstanding: BTreeMap<u64, usize>,
    written: u64,
}

impl Cursor {
    /// A cursor that stands where the aggregate's row says.
    pub(crate) fn at(written: u64) -> Self {
        Self { outstanding: BTreeMap::new(), written }
    }

    /// So many effects of the entry at `offset` have begun.
    pub(crate) fn began(&mut self, offset: u64, effects: usize) {
        if effects > 0 {
            *self.outstanding.entry(offset).or_default() += effects;
        }
    }

    /// One effect of the entry at `offset` is done.
    pub(crate) fn done(&mut self, offset: u64) {
        if let Some(left) = self.outstanding.get_mut(&offset) {
            *left -= 1;
            if *left == 0 {
                self.outstanding.remove(&offset);
            }
        }
    }

    /// Up to where all is done, where everything up to `committed` has begun.
    pub(crate) fn through(&self, committed: u64) -> u64 {
        self.outstanding.first_key_value().map_or(committed, |(offset, _)| offset.saturating_sub(1).min(committed))
    }

    /// Whether nothing is under way.
    pub(crate) fn is_empty(&self) -> bool {
        self.outstanding.is_empty()
    }

    /// The row says this now.
    pub(crate) fn wrote(&mut self, through: u64) {
        self.written = self.written.max(through);
    }

    /// What the row says.
    pub(crate) fn written(&self) -> u64 {
        self.written
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_stands_before_the_oldest_effect_that_is_not_done() {
        let mut cursor = Cursor::default();
        cursor.began(3, 2);
        cursor.began(5, 1);
        assert_eq!(cursor.through(9), 2);
        cursor.done(5);
        cursor.done(3);
        assert_eq!(cursor.through(9), 2);
        cursor.done(3);
        assert_eq!((cursor.through(9), cursor.is_empty()), (9, true));
    }
}
