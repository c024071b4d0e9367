//! What the desk asks of rooms and of whoever is on call, done: each is carried until the room has it, woken for it if need be, and known there by
//! its id. What a crash left undone is carried again.

use std::sync::Arc;

use homeroom_machines::desk::{Effect, Order};
use homeroom_machines::session::Command;
use homeroom_protocol::appeal::MyAppeal;

use crate::desk::alarming;
use crate::desk::state::State;
use crate::kit::state::Chore;
use crate::session::{appealing, bans, post, reporting};

impl State {
    /// Does the effects of a committed entry.
    pub(crate) fn perform(&mut self, offset: u64, effects: Vec<Effect>) {
        for (n, effect) in effects.into_iter().enumerate() {
            self.effects.began(offset, 1);
            let (world, actor) = (Arc::clone(&self.world), self.handle.actor.clone());
            let id = post::key(self.handle.id.0, offset, n);
            tokio::spawn(async move {
                let (session, order) = match effect {
                    Effect::Order { session, order } => (session, order),
                    Effect::Alarm(alarm) => {
                        alarming::tell(&world, id, alarm).await;
                        let _ = actor.cast(Chore::Effected(offset).into());
                        return;
                    }
                };
                let command = match order {
                    Order::Enforce(sanction) => Some(Command::Enforce(sanction)),
                    Order::Lift(sanction) => Some(Command::Revoke(sanction)),
                    Order::Answer { reports, outcome } => {
                        reporting::answer(&world, &reports, outcome).await;
                        Some(Command::AnswerReports { reports, outcome })
                    }
                    Order::TellAppeal { person, appeal } => {
                        appealing::keep(&world, person, &appeal).await;
                        let MyAppeal { sanction_id: sanction, exchange, due_at, .. } = *appeal;
                        Some(Command::ExchangeAppeal { sanction, exchange, due_at })
                    }
                    Order::AnswerAppeal { person, appeal, answer } => {
                        appealing::keep(&world, person, &appeal).await;
                        Some(Command::AnswerAppeal { sanction: appeal.sanction_id, answer })
                    }
                    Order::KeepBan(ban) => {
                        bans::keep(&world, session, &ban).await;
                        None
                    }
                };
                if let Some(command) = command {
                    world.post.to_session(&world.clock, session, id, command).await;
                }
                // An actor that has ended will find the effect behind its cursor and do it again.
                let _ = actor.cast(Chore::Effected(offset).into());
            });
        }
    }
}
