//! `desk.alarm`: one mail to whoever is on call, about cases that wait too long.
//!
//! The desk asks for it under the id of its effect, as often as a crash makes it. Until it is done it waits once; when the
//! mail server has taken the mail that is written down, and whoever asks later finds it told. A node that dies between these
//! two, or loses the desk to another while the mail is on its way, sends it a second time, under the same id, which is also
//! the mail's `Message-ID`.

use std::time::Duration;

use graphile_worker::{IntoTaskHandlerResult, JobSpec, TaskHandler, WorkerContext, WorkerUtils};
use homeroom_mail::{Letter, MailError, OnCall};
use homeroom_protocol::alarm::Alarm;
use homeroom_storage::{Store, alarms};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{SCHEMA, Tools};

/// An alarm this old is not told any more: who was away that long reads `/desk`, and a mail server that comes back is not to
/// bring a heap of what was decided long ago.
const ALARM_STALE: Duration = Duration::from_secs(60 * 60);

/// What is to be told, and under which id.
#[derive(Serialize, Deserialize)]
pub(crate) struct DeskAlarm {
    pub(crate) id: Uuid,
    pub(crate) alarm: Alarm,
}

impl DeskAlarm {
    /// Asks for it.
    ///
    /// # Errors
    /// When the store did not take it, in the library's words.
    pub(crate) async fn ask(&self, store: &Store) -> Result<(), String> {
        let Self { id, alarm } = self;
        let spec = JobSpec::builder().job_key(format!("{} {id}", Self::IDENTIFIER)).build();
        let job = Self { id: *id, alarm: alarm.clone() };
        let asked = WorkerUtils::new(store.pool(), SCHEMA).add_job(job, spec).await;
        asked.map(drop).map_err(|error| error.to_string())
    }
}

impl TaskHandler for DeskAlarm {
    const IDENTIFIER: &'static str = "desk.alarm";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        match context.get_ext::<Tools>() {
            Some(tools) => tell(tools, &self).await,
            None => Err("the worker has no store".to_owned()),
        }
    }
}

async fn tell(tools: &Tools, job: &DeskAlarm) -> Result<(), String> {
    let DeskAlarm { id, alarm } = job;
    if alarms::is_told(&tools.store, *id).await.map_err(|error| error.to_string())? {
        return Ok(());
    }
    if tools.clock.now().since(alarm.at) > ALARM_STALE {
        tracing::error!(alarm.id = %id, "an alarm is too old to be told");
        metrics::counter!("homeroom_effects_given_up_total").increment(1);
        return alarms::told(&tools.store, *id, tools.clock.now()).await.map_err(|error| error.to_string());
    }
    // Another node asked for it; one that has the setting takes the next try.
    let mail = tools.mail.as_ref().ok_or("this node sends no mail")?;
    let to = mail.on_call.clone().ok_or("nobody is on call at this node")?;
    let now = tools.clock.now();
    let on_call = OnCall { alarm, origin: mail.origin.as_deref() };
    let sent = match Letter::alarm(*id, to, &on_call, now) {
        Ok(letter) => mail.postman.mailer().send(&letter).await,
        Err(error) => Err(error),
    };
    match sent {
        Ok(()) => tracing::info!(alarm.id = %id, alarm.cases = alarm.cases(), "whoever is on call was told"),
        // The library waits, longer each time, and tries again.
        Err(error @ MailError::Later { .. }) => return Err(error.to_string()),
        Err(error) => {
            metrics::counter!("homeroom_effects_given_up_total").increment(1);
            tracing::error!(alarm.id = %id, smtp.status = error.status(), error = %error, "an alarm could not be told");
        }
    }
    alarms::told(&tools.store, *id, now).await.map_err(|error| error.to_string())
}
