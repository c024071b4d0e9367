//! Who has a seat booked, at a gate that is full.

use std::time::Duration;

use homeroom_protocol::ids::CommandId;
use homeroom_protocol::limits::USER_LANE_COMMANDS_MAX;
use homeroom_protocol::permit::Role;
use homeroom_protocol::refusal::Code;

use super::scene::{Scene, id};
use crate::kit::clock::Clock;

#[tokio::test]
async fn who_has_reserved_is_let_in_where_everybody_else_is_told_busy_also_after_a_crash() {
    let clock = Clock::system();
    let scene = Scene::starting(clock.clone(), 2, clock.now().plus(Duration::from_secs(300))).await;
    let mira = scene.person("Mira", Role::Student).await;
    let otto = scene.person("Otto", Role::Student).await;
    let reserved = scene.sessions().reserve(mira, scene.session, CommandId(id(&clock)), "digest".into()).await;
    assert!(reserved.is_ok());
    for again in ["as it runs", "as it was rebuilt"] {
        let handle = scene.handle().await;
        let full: Vec<_> = (0..USER_LANE_COMMANDS_MAX).map_while(|_| handle.enter().ok()).collect();
        assert_eq!(full.len(), USER_LANE_COMMANDS_MAX);
        assert_eq!(scene.join(otto).await.unwrap_err().code, Code::Busy, "{again}");
        assert_eq!(scene.join(mira).await.map(|joined| joined.seat).unwrap(), Some(1), "{again}");
        drop(full);
        handle.tell(crate::session::message::Msg::BreakEvolve);
        // Whoever says something now breaks the actor; its successor reads the journal.
        let _ = scene.sessions().reserve(otto, scene.session, CommandId(id(&clock)), "digest".into()).await;
        while scene.handle().await.book == handle.book {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}
