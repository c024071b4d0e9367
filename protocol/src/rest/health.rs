//! `GET /readyz`: whether this node can take people, part by part. Degraded is not down: a class goes on without media.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Answer of `GET /readyz`: with 200 where the node is ready or degraded, with 503 where it is unready.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Readiness {
    /// The worst that the parts allow.
    pub status: Health,
    /// What the node rests on.
    pub parts: Vec<Part>,
}

/// How something is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// All is well.
    Ready,
    /// People can be served, with something missing.
    Degraded,
    /// Nobody can be served.
    Unready,
}

/// One thing the node rests on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Part {
    /// Which: `postgres`, `media`, …
    pub name: Cow<'static, str>,
    /// How it is.
    pub status: Health,
    /// What is missing and how to mend it, where something is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl Readiness {
    /// The whole of its parts: as well as the worst of them.
    #[must_use]
    pub fn of(parts: Vec<Part>) -> Self {
        let status = parts.iter().map(|part| part.status).max().unwrap_or(Health::Ready);
        Self { status, parts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_is_as_well_as_its_worst_part() {
        let part = |status| Part { name: "postgres".into(), status, detail: None };
        assert_eq!(Readiness::of(vec![part(Health::Ready), part(Health::Degraded)]).status, Health::Degraded);
        assert_eq!(Readiness::of(vec![part(Health::Unready), part(Health::Degraded)]).status, Health::Unready);
        assert_eq!(Readiness::of(Vec::new()).status, Health::Ready);
    }
}
