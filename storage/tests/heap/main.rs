//! The shape of the aggregate's table under appends. See `in_place`.

#[cfg(test)]
#[path = "../store/cast.rs"]
#[expect(dead_code, reason = "the cast of `store`, of which this needs a few")]
mod cast;
#[cfg(test)]
mod in_place;
