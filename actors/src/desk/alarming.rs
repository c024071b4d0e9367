//! Alarms on their way out: from the desk's effect to the job that sends the mail.

use std::time::Duration;

use homeroom_protocol::alarm::Alarm;
use homeroom_protocol::ids::CommandId;
use tokio::time::sleep;

use crate::jobs::desk_alarm::DeskAlarm;
use crate::session::directory::World;

/// The pause before a store that was away is asked again.
const AGAIN_AFTER: Duration = Duration::from_secs(1);

/// Whether anybody is told of alarms.
pub(crate) fn is_anybody_on_call(world: &World) -> bool {
    world.offer_mail.as_ref().is_some_and(|mail| mail.on_call.is_some())
}

/// Asks for the mail of an alarm, until the store has the job. Where nobody is on call it is done at once.
pub(crate) async fn tell(world: &World, id: CommandId, alarm: Alarm) {
    if !is_anybody_on_call(world) {
        tracing::warn!(alarm.cases = alarm.cases(), "cases wait too long, and nobody is on call to be told");
        return;
    }
    let job = DeskAlarm { id: id.0, alarm };
    while let Err(error) = job.ask(&world.store).await {
        tracing::warn!(alarm.id = %id, error, "an alarm could not be asked for, it is tried again");
        // The machine's time: a store that is away comes back by it, and not by a test's.
        sleep(AGAIN_AFTER).await;
    }
}
